import Experiments
import Testing

/// Experiments with variants, each with the whole message it is refused with.
private let refused: [(variants: String, agents: String, message: String)] = [
  (
    #"[{"name": "static-24"}, {"name": "b"}]"#,
    #"[{"kind": "policy", "variant": "statik-24"}, {"kind": "policy", "name": "q", "variant": "b"}]"#,
    "v.json:3:32: agents[0].variant: \"statik-24\" does not go with the rest: the variants are \"static-24\" and \"b\"; "
      + "did you mean \"static-24\"?"
  ),
  (
    "[]", #"[{"kind": "policy", "variant": "a"}]"#,
    "v.json:3:32: agents[0].variant: \"a\" does not go with the rest: there are no variants"
  ),
  (
    #"[{"name": "a"}]"#, #"[{"kind": "policy"}]"#,
    "v.json:2:16: variants[0].name: the name \"a\" does not go with the rest: no agent acts with it; one of kind policy "
      + "says \"variant\": \"a\""
  ),
  (
    #"[{"name": "a"}, {"name": "a"}]"#, #"[{"kind": "policy", "variant": "a"}]"#,
    "v.json:2:31: variants[1].name: the name \"a\" does not go with the rest: another variant has it; "
      + "give each its own \"name\""
  ),
  (
    "[{}]", #"[{"kind": "policy"}]"#,
    "v.json:2:15: variants[0]: a variant without a name does not go with the rest: agents name it; give it a \"name\""
  ),
  (
    #"[{"name": "a"}]"#, #"[{"kind": "expert", "variant": "a"}]"#,
    "v.json:3:32: agents[0].variant: a variant does not go with the rest: only an agent of kind policy has one"
  ),
  (
    #"[{"name": "a", "demonstrations": {"episodes": 3}}]"#, #"[{"kind": "policy", "variant": "a"}]"#,
    "v.json:2:29: variants[0].demonstrations: unknown key; known here: name, policy, training, rounds"
  ),
  (
    #"[{"name": "a", "policy": {"layer": 4}}]"#, #"[{"kind": "policy", "variant": "a"}]"#,
    "v.json:2:40: variants[0].policy.layer: unknown key; did you mean variants[0].policy.layers?"
  ),
  (
    #"[{"name": "a", "training": {"loss": {"auxiliaryWeight": -1}}}]"#, #"[{"kind": "policy", "variant": "a"}]"#,
    "v.json:2:51: variants[0].training.loss.auxiliaryWeight: -1 is not a number from 0 to 1000"
  ),
  (
    #"[{"name": "a", "rounds": 3}]"#, #"[{"kind": "policy", "variant": "a"}]"#,
    "v.json:2:29: variants[0].rounds: 3 is not an object, as in {…}"
  ),
  (
    #"[{"name": "a", "rounds": {"count": 1}}]"#, #"[{"kind": "policy", "variant": "a"}]"#,
    "v.json:2:29: variants[0].rounds: a round without chains and episodes does not go with the rest: "
      + "one of them is above 0"
  ),
  (
    #"[{"name": "a", "policy": {"layers": 12, "exitInterval": 12}}]"#,
    #"[{"kind": "policy", "variant": "a", "exit": "dynamic", "thresholds": [0.1]}]"#,
    "v.json:3:48: agents[0].exit: \"dynamic\" does not go with the rest: the policy has one exit, so that there is "
      + "nothing to choose; its exit is \"full\""
  ),
  (
    #"[{"name": "a", "policy": {"layers": 12, "exitInterval": 12}}]"#,
    #"[{"kind": "policy", "variant": "a", "exit": "random", "budgets": [0.5]}]"#,
    "v.json:3:66: agents[0].budgets: a list does not go with the rest: the policy has one exit, so that there is "
      + "nothing to choose; its exit is \"full\""
  ),
]

@Suite struct VariantSettingsTests {
  private func read(_ variants: String, _ agents: String, overrides: [String] = []) throws(SchemaError) -> Experiment {
    let text = """
      {"name": "v", "demonstrations": {"episodes": 1},
       "variants": \(variants),
       "agents": \(agents)}
      """
    return try Experiment(Array(text.utf8), source: "v.json", directory: "/nowhere", overrides: overrides)
  }

  @Test(arguments: refused.indices)
  func whatMakesNoSenseIsRefusedWithItsPlace(index: Int) {
    let (variants, agents, message) = refused[index]
    do {
      let experiment = try read(variants, agents)
      Issue.record("taken: \(experiment.text)")
    } catch {
      #expect(error.message == message)
    }
  }

  @Test func aCheckpointAndAVariantExcludeEachOther() {
    do {
      let experiment = try Experiment(
        Array(
          #"{"demonstrations": {"episodes": 1}, "variants": [{"name": "a"}], "agents": [{"kind": "policy", "variant": "a", "checkpoint": "hostname"}]}"#
            .utf8), source: "v.json", directory: "/etc")
      Issue.record("taken: \(experiment.text)")
    } catch {
      #expect(error.message.hasSuffix("the agent's checkpoint says which policy it is"), "\(error.message)")
    }
  }

  private let agents = #"[{"kind": "policy"}, {"kind": "policy", "name": "b", "variant": "b"}]"#

  @Test func aVariantIsTheExperimentButForWhatItStates() throws {
    let experiment = try read(
      #"""
      [{"name": "b", "policy": {"layers": 6, "exitInterval": 6}, "rounds": {"count": 2, "episodes": 3},
        "training": {"decoder": {"steps": 7}, "loss": {"auxiliaryWeight": 0}}}]
      """#, agents, overrides: ["training.joint.steps=11", "training.decoder.batch=5", "variants[0].policy.latents=9"])
    let learners = experiment.learners
    #expect(learners.map(\.variant) == [nil, "b"])
    #expect(learners[0].experiment == experiment)
    let own = learners[1].experiment
    #expect(own.policy.layers == 6 && own.policy.exitCount == 1 && own.policy.latents == 9)
    #expect(own.policy.chunk == experiment.policy.chunk)
    #expect(own.training.joint.steps == 11 && own.training.decoder.steps == 7 && own.training.decoder.batch == 5)
    #expect(own.training.loss.auxiliaryWeight == 0 && own.training.loss.perStepSampling)
    #expect(own.rounds.count == 2 && own.rounds.steps == experiment.rounds.steps)
    #expect(own.demonstrations == experiment.demonstrations && own.seed == experiment.seed)
    #expect(own.name == "v, b" && own.variants.isEmpty && own.agents.map(\.name) == ["b"])
    #expect(experiment.policy.layers == 12 && experiment.training.loss.auxiliaryWeight > 0)
  }

  @Test func theResolvedFileTrainsTheSamePolicies() throws {
    let variants = [
      #"[{"name": "b", "policy": {"preset": "tiny"}, "training": {"window": 9}}]"#,
      #"[{"name": "b", "policy": {"preset": "tiny", "layers": 2, "exitInterval": 1}}]"#, #"[{"name": "b"}]"#,
    ]
    for text in variants {
      let experiment = try read(text, agents)
      let again = try Experiment(Array(experiment.text.utf8), source: "again.json", directory: "/")
      #expect(again == experiment && again.learners == experiment.learners)
    }
    let tiny = try read(variants[0], agents).learners[1].experiment.policy
    let preset = try Experiment(
      Array(#"{"policy": {"preset": "tiny"}}"#.utf8), source: "tiny.json", directory: "/")
    #expect(tiny == preset.policy, "sizes belong to their preset")
  }

  @Test func anOwnPolicyThatNobodyUsesIsNotTrained() throws {
    let experiment = try read(#"[{"name": "b"}]"#, #"[{"kind": "policy", "variant": "b"}]"#)
    #expect(experiment.learners.map(\.variant) == ["b"])
  }
}
