"""Writes tiny_policy.safetensors: the tiny policy in PyTorch, its outputs and its gradients.

Run once with Debian's python3-torch (1.13): /usr/bin/python3 tiny_policy.py
The model is built from torch.nn's own MultiheadAttention, LSTM, LayerNorm and Conv2d where these exist.
"""
import json
import math
import struct

import torch
from torch import nn
from torch.nn import functional as F

torch.manual_seed(20)
torch.set_num_threads(1)
WIDTH, LATENTS, HEADS, LAYERS, CHUNK, ARM, EXIT = 16, 3, 2, 4, 3, 8, 4
MEMORY, HIDDEN, LABELS = 16, 16, 5
SENTENCES = [[(0, [6, 7, 9]), (None, [10, 11]), (2, [12])], [(3, [30, 31, 32, 37])]]
FRAMES = 2
ROWS = len(SENTENCES) * FRAMES
EXITS = [0, 1, 1, 0]

parameters = {}


def parameter(name, *shape, scale=None):
    value = torch.randn(*shape) * (scale if scale is not None else 1 / math.sqrt(shape[-1]))
    parameters[name] = value.requires_grad_()
    return parameters[name]


def normalisation(name, width):
    weight, bias = parameter(name + ".weight", width, scale=0.3), parameter(name + ".bias", width, scale=0.3)
    with torch.no_grad():
        weight += 1
    return lambda x: F.layer_norm(x, (width,), weight, bias)


def projection(name, outputs, inputs):
    weight = parameter(name + ".weight", outputs, inputs)
    return lambda x: F.linear(x, weight)


def feed_forward(name):
    norm = normalisation(name + ".norm", WIDTH)
    widen, narrow = projection(name + ".widen", 2 * WIDTH, WIDTH), projection(name + ".narrow", WIDTH, 2 * WIDTH)
    return lambda x: narrow(F.gelu(widen(norm(x))))


def attention(query, key, value, padding=None):
    """nn.MultiheadAttention with the projections taken out of it."""
    identity = torch.eye(WIDTH)
    return F.multi_head_attention_forward(
        query.transpose(0, 1), key.transpose(0, 1), value.transpose(0, 1), WIDTH, HEADS,
        torch.cat([identity] * 3), None, None, None, False, 0.0, identity, None, training=False,
        key_padding_mask=padding, need_weights=False)[0].transpose(0, 1)


def encoder(name, side):
    first, offset = parameter(name + ".stage.0.weight", 8, 3, 3, 3, scale=0.2), parameter(name + ".stage.0.bias", 8)
    second = parameter(name + ".stage.1.weight", 16, 8, 3, 3, scale=0.1)
    scale, shift = parameter(name + ".stage.1.norm.weight", 16, scale=1), parameter(name + ".stage.1.norm.bias", 16)
    places = parameter(name + ".places", side * side, 16, scale=0.5)

    def run(pictures):
        x = F.relu(F.conv2d(pictures / 127.5 - 1, first, offset, stride=2, padding=1))
        x = F.relu(F.group_norm(F.conv2d(x, second, stride=2, padding=1), 2, scale, shift))
        return x.flatten(2).transpose(1, 2) + places, x.flatten(2)

    return run


def resampler(name):
    start = parameter(name + ".latents", LATENTS, WIDTH, scale=1)
    sharpness = parameter(name + ".keypoints.sharpness", WIDTH, 1, scale=1)
    places = projection(name + ".keypoints", LATENTS * WIDTH, 2 * WIDTH)
    block = name + ".block.0"
    token_norm, latent_norm = normalisation(block + ".tokenNorm", WIDTH), normalisation(block + ".latentNorm", WIDTH)
    query = projection(block + ".attention.query", WIDTH, WIDTH)
    key_value = projection(block + ".attention.keyValue", 2 * WIDTH, WIDTH)
    output = projection(block + ".attention.output", WIDTH, WIDTH)
    forward = feed_forward(block + ".feedForward")
    norm = normalisation(name + ".norm", WIDTH)

    def run(picture):
        tokens, channels = picture
        side = math.isqrt(channels.shape[2])
        axis = torch.linspace(-1, 1, side)
        heat = torch.softmax(channels * sharpness, 2).reshape(len(channels), WIDTH, side, side)
        points = torch.stack([(heat.sum(2) * axis).sum(2), (heat.sum(3) * axis).sum(2)], 2)
        latents = start + places(points.flatten(1)).reshape(len(tokens), LATENTS, WIDTH)
        asking = latent_norm(latents)
        key, value = key_value(torch.cat([token_norm(tokens), asking], 1)).chunk(2, -1)
        latents = latents + output(attention(query(asking), key, value))
        return norm(latents + forward(latents))

    return run


def decoder_layer(index):
    name = f"decoder.{index}"
    if index % 2 == 0:
        cross_norm = normalisation(name + ".crossAttention.norm", WIDTH)
        query = projection(name + ".crossAttention.query", WIDTH, WIDTH)
        key_value = projection(name + ".crossAttention.keyValue", 2 * WIDTH, WIDTH)
        cross_output = projection(name + ".crossAttention.output", WIDTH, WIDTH)
        gate = parameter(name + ".crossAttention.gate", 1)
        cross_forward = feed_forward(name + ".crossFeedForward")
        forward_gate = parameter(name + ".crossFeedForward.gate", 1)
    norm = normalisation(name + ".selfAttention.norm", WIDTH)
    packed = projection(name + ".selfAttention.queryKeyValue", 3 * WIDTH, WIDTH)
    output = projection(name + ".selfAttention.output", WIDTH, WIDTH)
    forward = feed_forward(name + ".feedForward")

    def run(x, latents, padding):
        if index % 2 == 0:
            key, value = key_value(latents).chunk(2, -1)
            x = x + cross_output(attention(query(cross_norm(x)), key, value)) * gate.tanh()
            x = x + cross_forward(x) * forward_gate.tanh()
        q, k, v = packed(norm(x)).chunk(3, -1)
        x = x + output(attention(q, k, v, padding))
        return x + forward(x)

    return run


def perceptron(name, inputs, widths, outputs):
    layers = []
    for index, width in enumerate(widths):
        path = f"{name}.{index}"
        layers.append((parameter(path + ".weight", width, inputs), parameter(path + ".bias", width, scale=0.3),
                       normalisation(path + ".norm", width)))
        inputs = width
    weight, bias = parameter(name + ".output.weight", outputs, inputs), parameter(name + ".output.bias", outputs)

    def run(x):
        for matrix, offset, norm in layers:
            x = F.relu(norm(F.linear(x, matrix, offset)))
        return F.linear(x, weight, bias)

    return run


def memory(name, inputs):
    """nn.LSTM over [windows, frames, inputs] from a state of zeros; its two biases are one here."""
    lstm = nn.LSTM(inputs, MEMORY, batch_first=True)
    with torch.no_grad():
        lstm.bias_hh_l0.zero_()
    parameters[name + ".input.weight"] = lstm.weight_ih_l0
    parameters[name + ".hidden.weight"] = lstm.weight_hh_l0
    parameters[name + ".bias"] = lstm.bias_ih_l0
    norm = normalisation(name + ".norm", MEMORY)

    def run(rows):
        x = rows.reshape(len(SENTENCES), FRAMES, inputs)
        return norm(lstm(x)[0].reshape(ROWS, MEMORY))

    return run


static, gripper = encoder("encoder.static", 3), encoder("encoder.gripper", 2)
static_resampler, gripper_resampler = resampler("resampler.static"), resampler("resampler.gripper")
table = parameter("words.table", 6 + 32, WIDTH, scale=0.5)
positions = parameter("words.positions", 8, WIDTH, scale=0.3)
arm_layers = []
for index, inputs in enumerate([16, ARM]):
    arm_layers.append((parameter(f"proprioception.{index}.weight", ARM, inputs),
                       parameter(f"proprioception.{index}.bias", ARM, scale=0.3)))
arm_token = projection("proprioception.token", WIDTH, ARM)
layers = [decoder_layer(index) for index in range(LAYERS)]
exit_norm = normalisation("exit.norm", WIDTH)
exit_table = parameter("head.exits", 2, EXIT, scale=0.5)
head_inputs = WIDTH + ARM + EXIT
memories = [memory("head.memory.0", head_inputs), memory("head.memory.1", MEMORY)]
pose = perceptron("head.pose", MEMORY + head_inputs, [HIDDEN], 6 * CHUNK)
grip = perceptron("head.gripper", MEMORY + head_inputs, [HIDDEN], CHUNK)
auxiliary = [(perceptron(f"auxiliary.{e}.pose", WIDTH + ARM, [HIDDEN], 6 * CHUNK),
              perceptron(f"auxiliary.{e}.gripper", WIDTH + ARM, [HIDDEN], CHUNK)) for e in range(2)]
labels = perceptron("labels", 2 * LATENTS * WIDTH, [16], LABELS)

inputs = {
    "input.static": torch.randint(0, 256, (ROWS, 3, 10, 10)).float(),
    "input.gripper": torch.randint(0, 256, (ROWS, 3, 8, 8)).float(),
    "input.arm": torch.randn(ROWS, 16),
}

latents = torch.cat([static_resampler(static(inputs["input.static"])),
                     gripper_resampler(gripper(inputs["input.gripper"]))], 1)
(w0, b0), (w1, b1) = arm_layers
arm = F.linear(F.gelu(F.linear(inputs["input.arm"], w0, b0)), w1, b1)

longest = max(len(sentence) for sentence in SENTENCES)
tokens, padding = torch.zeros(len(SENTENCES), longest, WIDTH), torch.ones(len(SENTENCES), longest, dtype=torch.bool)
rows = []
for index, sentence in enumerate(SENTENCES):
    embedded = []
    for own, grams in sentence:
        vector = table[grams].mean(0)
        embedded.append(vector + table[own] if own is not None else vector)
    padding[index, :len(sentence)] = False
    rows.append(F.pad(torch.stack(embedded), (0, 0, 0, longest - len(sentence))))
tokens = torch.stack(rows) + positions[:longest]
tokens = tokens.repeat_interleave(FRAMES, 0)
padding = padding.repeat_interleave(FRAMES, 0)


def pooled(x):
    return exit_norm(x).masked_fill(padding.unsqueeze(-1), -math.inf).amax(1)


seen = torch.cat([latents, arm_token(arm).unsqueeze(1)], 1)
x = tokens
features = []
for index, layer in enumerate(layers):
    x = layer(x, seen, padding)
    if index in (0, 1, 3):
        features.append(pooled(x))
chosen = torch.stack([features[1 + e][row] for row, e in enumerate(EXITS)])
x = head_input = torch.cat([chosen, arm, exit_table[EXITS]], 1)
for layer in memories:
    x = layer(x)
x = torch.cat([x, head_input], 1)
outputs = {
    "output.latents": latents,
    "output.comparison": features[0],
    "output.exit.0": features[1],
    "output.exit.1": features[2],
    "output.pose": pose(x).tanh().reshape(ROWS, CHUNK, 6),
    "output.gripper": grip(x),
    "output.labels": labels(latents.flatten(1)),
}
for e, (own_pose, own_grip) in enumerate(auxiliary):
    own = torch.cat([features[1 + e], arm], 1)
    outputs[f"output.auxiliary.{e}.pose"] = own_pose(own).tanh().reshape(ROWS, CHUNK, 6)
    outputs[f"output.auxiliary.{e}.gripper"] = own_grip(own)

# The loss weights every output of the heads with a slowly varying wave.
loss = 0
for name, value in outputs.items():
    if name.startswith(("output.pose", "output.gripper", "output.labels", "output.auxiliary")):
        loss = loss + (value.flatten() * torch.sin(0.7 * torch.arange(value.numel()))).sum()
loss.backward()

tensors = {**inputs, **{"parameter." + k: v for k, v in parameters.items()}, **outputs,
           **{"gradient." + k: v.grad for k, v in parameters.items()}}
header, body = {}, b""
for name, tensor in tensors.items():
    data = struct.pack(
        f"<{tensor.numel()}f", *tensor.detach().flatten().tolist())
    header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(body), len(body) + len(data)]}
    body += data
text = json.dumps(header, separators=(",", ":")).encode()
text += b" " * (-len(text) % 8)
with open("tiny_policy.safetensors", "wb") as file:
    file.write(struct.pack("<Q", len(text)) + text + body)
