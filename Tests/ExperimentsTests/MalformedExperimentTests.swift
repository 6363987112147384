import Experiments
import Testing

/// Malformed experiment files, each with the whole message it is answered with.
private let malformed: [(text: String, message: String)] = [
  // Not JSON.
  ("", "bad.json:1:1: not valid JSON: the file is empty"),
  ("{", "bad.json:1:2: not valid JSON: a key in double quotes is expected here"),
  ("{\"seed\": 1,}", "bad.json:1:12: not valid JSON: a comma before \"}\""),
  ("{\n  \"seed\": 1\n  \"name\": \"x\"\n}", "bad.json:3:3: not valid JSON: \",\" or \"}\" is expected here"),
  ("{\"seed\": 01}", "bad.json:1:10: not valid JSON: \"01\" is not a number"),
  ("{\"seed\": 1, \"seed\": 2}", "bad.json:1:13: not valid JSON: the key \"seed\" a second time"),
  ("{\"seed\": 1} x", "bad.json:1:13: not valid JSON: there is more text after the end of the value"),
  ("{// seed\n}", "bad.json:1:2: not valid JSON: a key in double quotes is expected here"),
  ("{'seed': 1}", "bad.json:1:2: not valid JSON: a key in double quotes is expected here"),
  ("{\"seed\": True}", "bad.json:1:10: not valid JSON: a value is expected here"),
  ("{\"name\": \"x}", "bad.json:1:10: not valid JSON: the text that begins here does not end"),
  // Not an object.
  ("[]", "bad.json: an empty list is not an object, as in {…}"),
  ("null", "bad.json: null is not an object, as in {…}"),
  // Unknown keys.
  ("{\"sede\": 1}", "bad.json:1:2: sede: unknown key; did you mean seed?"),
  (
    "{\n  \"evaluation\": {\n    \"chain\": 1}}",
    "bad.json:3:5: evaluation.chain: unknown key; did you mean evaluation.chains?"
  ),
  ("{\"workers\": 1}", "bad.json:1:2: workers: unknown key; did you mean evaluation.workers?"),
  ("{\"evaluation.chains\": 1}", "bad.json:1:2: evaluation.chains: unknown key; did you mean evaluation.chains?"),
  (
    "{\"xyzzyplugh\": 1}",
    "bad.json:1:2: xyzzyplugh: unknown key; known here: name, seed, agents, evaluation, survey, "
      + "demonstrations, policy, training, rounds, variants, report"
  ),
  (
    "{\"agents\": [{\"sort\": \"idle\"}]}",
    "bad.json:1:14: agents[0].sort: unknown key; known here: name, kind, checkpoint, variant, exit, fixedExit, thresholds, "
      + "probabilities, comparison, budget, budgets, weights, latency, blackImages, permutedInstructions"
  ),
  ("{\"Seed\": 1}", "bad.json:1:2: Seed: unknown key; did you mean seed?"),
  // Wrong types.
  ("{\"seed\": \"1\"}", "bad.json:1:2: seed: the text \"1\" is not a whole number from 0 to 9007199254740991"),
  ("{\"seed\": 1.5}", "bad.json:1:2: seed: 1.5 is not a whole number from 0 to 9007199254740991"),
  ("{\"seed\": null}", "bad.json:1:2: seed: null is not a whole number from 0 to 9007199254740991"),
  ("{\"seed\": true}", "bad.json:1:2: seed: true is not a whole number from 0 to 9007199254740991"),
  ("{\"evaluation\": 5}", "bad.json:1:2: evaluation: 5 is not an object, as in {…}"),
  ("{\"evaluation\": {\"recordSteps\": 1}}", "bad.json:1:17: evaluation.recordSteps: 1 is not true or false"),
  (
    "{\"agents\": {\"kind\": \"idle\"}}",
    "bad.json:1:2: agents: an object is not a list of 1 to 64 objects, as in [{…}]"
  ),
  ("{\"agents\": [\"expert\"]}", "bad.json:1:13: agents[0]: the text \"expert\" is not an object, as in {…}"),
  (
    "{\"report\": {\"frames\": 3}}",
    "bad.json:1:13: report.frames: 3 is not a list of 0 to 100 different whole numbers from 0 to 99999"
  ),
  // Out of range.
  ("{\"seed\": -1}", "bad.json:1:2: seed: -1 is not a whole number from 0 to 9007199254740991"),
  (
    "{\"evaluation\": {\"chains\": 0}}",
    "bad.json:1:17: evaluation.chains: 0 is not a whole number from 1 to 100000"
  ),
  (
    "{\"evaluation\": {\"workers\": 1000}}",
    "bad.json:1:17: evaluation.workers: 1000 is not a whole number from 1 to 256"
  ),
  (
    "{\"evaluation\": {\"scene\": \"E\"}}",
    "bad.json:1:17: evaluation.scene: the text \"E\" is not one of \"A\", \"B\", \"C\" or \"D\", nor a list of different ones"
  ),
  (
    "{\"evaluation\": {\"scene\": []}}",
    "bad.json:1:17: evaluation.scene: an empty list is not one of \"A\", \"B\", \"C\" or \"D\", nor a list of different ones"
  ),
  (
    "{\"evaluation\": {\"scene\": [\"A\", \"d\"]}}",
    "bad.json:1:32: evaluation.scene[1]: the text \"d\" is not one of \"A\", \"B\", \"C\" or \"D\""
  ),
  (
    "{\"evaluation\": {\"scene\": [\"A\", \"A\"]}}",
    "bad.json:1:32: evaluation.scene[1]: \"A\" stands in the list twice; all must be different"
  ),
  (
    "{\"evaluation\": {\"rules\": \"physics\"}}",
    "bad.json:1:17: evaluation.rules: the text \"physics\" is not one of \"physical\" or \"calvin\"; "
      + "did you mean \"physical\"?"
  ),
  ("{\"agents\": []}", "bad.json:1:2: agents: an empty list is not a list of 1 to 64 objects, as in [{…}]"),
  (
    "{\"agents\": [{\"kind\": \"export\"}]}",
    "bad.json:1:14: agents[0].kind: the text \"export\" is not one of \"expert\", \"idle\", \"random\" or \"policy\"; "
      + "did you mean \"expert\"?"
  ),
  (
    "{\"agents\": [{\"kind\": \"policy\", \"weights\": \"int16\"}]}",
    "bad.json:1:32: agents[0].weights: the text \"int16\" is not one of \"float32\", \"float16\", \"int8\" or "
      + "\"int4\"; did you mean \"int8\"?"
  ),
  (
    #"{"rounds": {"learningRate": 0}}"#,
    "bad.json:1:13: rounds.learningRate: 0 is not a number from 1e-12 to 1"
  ),
  (
    #"{"demonstrations": {"episodes": 1}, "training": {"joint": {"steps": 0}}, "rounds": {"count": 1, "episodes": 1}}"#,
    "bad.json:1:60: training.joint.steps: 0 does not go with the rest: 1 or more where the other phases have none (round 0)"
  ),
  (
    #"{"training": {"translationScale": 2}}"#,
    "bad.json:1:15: training.translationScale: 2 is not a number from 0.001 to 1, nor a list of three"
  ),
  (
    #"{"training": {"rotationScale": [1, 1]}}"#,
    "bad.json:1:15: training.rotationScale: a list of 2 is not a number from 0.001 to 1, nor a list of three"
  ),
  (
    #"{"training": {"rotationScale": [0.5, 2, 1]}}"#,
    "bad.json:1:38: training.rotationScale[1]: 2 is not a number from 0.001 to 1"
  ),
  (
    "{\"name\": \"../x\"}",
    "bad.json:1:2: name: the text \"../x\" is not a name: 1 to 60 letters, digits, \".\", \"_\" and \"-\" in double quotes, "
      + "the first one a letter or digit"
  ),
  ("{\"report\": {\"samples\": 64}}", "bad.json:1:13: report.samples: 64 is not a whole number from 1 to 16"),
  (
    "{\"report\": {\"frames\": [1, 1]}}",
    "bad.json:1:27: report.frames[1]: 1 stands in the list twice; all must be different"
  ),
  // What does not go together, and files that are not there.
  (
    "{\"evaluation\": {\"chains\": 3}, \"report\": {\"frames\": [1, 3]}}",
    "bad.json:1:56: report.frames[1]: chain 3 does not go with the rest: evaluation.chains is 3, so chains are "
      + "numbered 0 to 2"
  ),
  (
    "{\"agents\": [{\"kind\": \"idle\"}, {\"kind\": \"idle\"}]}",
    "bad.json: agents[1].name: the name \"idle\" does not go with the rest: another agent has it; "
      + "give each its own \"name\""
  ),
  (
    #"""
    {"demonstrations": {"episodes": 1}, "agents": [{"name": "early", "kind": "policy", "exit": "dynamic", "budgets": [0.25, 0.5]}, {"name": "early-0.5", "kind": "policy"}]}
    """#,
    "bad.json:1:121: agents[0].budgets[1]: the name \"early-0.5\" for a share of 0.5 does not go with the rest: "
      + "another agent has it; give each its own \"name\""
  ),
  (
    #"""
    {"demonstrations": {"episodes": 1}, "agents": [{"kind": "policy", "exit": "dynamic", "budgets": [0.5, 0.25, 0.5]}]}
    """#,
    "bad.json:1:109: agents[0].budgets[2]: 0.5 stands in the list twice; all must be different"
  ),
  (
    #"""
    {"demonstrations": {"episodes": 1}, "agents": [{"kind": "policy", "exit": "time", "latency": {"rate": 10}}]}
    """#,
    "bad.json:1:95: agents[0].latency.rate: 10 does not go with the rest: exit \"time\" counts control steps by whole "
      + "chunks, so it needs a rate of 0: the policy looks when its actions are used up"
  ),
  (
    "{\"evaluation\": {\"chainsFile\": \"mine.jsonl\"}}",
    "bad.json:1:17: evaluation.chainsFile: there is no file /nowhere/mine.jsonl"
  ),
  (
    "{\"evaluation\": {\"chainsFile\": 5}}",
    "bad.json:1:17: evaluation.chainsFile: 5 is not the path of a file in double quotes, or null"
  ),
  (
    #"""
    {"demonstrations": {"episodes": 1}, "agents": [{"name": "early", "kind": "policy", "exit": "dynamic", "budgets": [0.25, 0.5]}, {"kind": "idle"}], "report": {"comparisons": [{"of": "early", "with": "idle"}]}}
    """#,
    "bad.json:1:175: report.comparisons[0].of: \"early\" does not go with the rest: the agents are \"early-0.25\", "
      + "\"early-0.5\" and \"idle\""
  ),
  (
    #"""
    {"agents": [{"kind": "idle"}, {"kind": "random"}], "report": {"comparisons": [{"of": "random", "with": "idel"}]}}
    """#,
    "bad.json:1:96: report.comparisons[0].with: \"idel\" does not go with the rest: the agents are \"idle\" and "
      + "\"random\"; did you mean \"idle\"?"
  ),
  (
    #"""
    {"agents": [{"kind": "idle"}, {"kind": "random"}], "report": {"comparisons": [{"of": "random", "with": "random"}]}}
    """#,
    "bad.json:1:96: report.comparisons[0].with: \"random\" does not go with the rest: an agent is compared with "
      + "another one"
  ),
  (
    #"""
    {"agents": [{"kind": "idle"}, {"kind": "random"}], "report": {"comparisons": [{"of": "random", "with": "idle"}, {"with": "idle", "of": "random"}]}}
    """#,
    "bad.json:1:113: report.comparisons[1]: random with idle stands in the list twice; all must be different"
  ),
  (
    #"""
    {"agents": [{"kind": "idle"}, {"kind": "random"}], "report": {"comparisons": [{"of": "random"}]}}
    """#,
    "bad.json:1:79: report.comparisons[0]: a comparison without \"with\" does not go with the rest: it names two "
      + "agents, of and with"
  ),
]

@Suite struct MalformedExperimentTests {
  @Test func thereAreAtLeastThirty() { #expect(malformed.count >= 30) }

  @Test(arguments: malformed.indices)
  func isAnsweredWithItsMessage(index: Int) {
    let (text, message) = malformed[index]
    do {
      let experiment = try Experiment(Array(text.utf8), source: "bad.json", directory: "/nowhere")
      Issue.record("\(text) was taken: \(experiment.text)")
    } catch {
      #expect(error.message == message)
    }
  }
}
