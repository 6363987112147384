"""Writes tiny_policy.safetensors and complete_policy.safetensors: policies in PyTorch, their outputs and gradients.

The complete one has what the tiny preset is without: landmarks and the loss of their places, self-attention in an
encoder, the causal mask, auxiliary heads with a memory.

Run once with Debian's python3-torch (1.13): /usr/bin/python3 tiny_policy.py
The model is built from torch.nn's own MultiheadAttention, LSTM, LayerNorm and Conv2d where these exist.
"""
import json
import math
import struct

import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(1)
WIDTH, HEADS, LAYERS, CHUNK, ARM, EXIT = 16, 2, 4, 3, 8, 4
MEMORY, HIDDEN, LABELS = 16, 16, 5
SENTENCES = [[(0, [6, 7, 9]), (None, [10, 11]), (2, [12])], [(3, [30, 31, 32, 37])]]
FRAMES = 2
ROWS = len(SENTENCES) * FRAMES
EXITS = [0, 1, 1, 0]
LATENTS, LANDMARKS, IS_COMPLETE = 3, 0, False

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


def feed_forward(name, factor=2):
    norm, middle = normalisation(name + ".norm", WIDTH), factor * WIDTH
    widen, narrow = projection(name + ".widen", middle, WIDTH), projection(name + ".narrow", WIDTH, middle)
    return lambda x: narrow(F.gelu(widen(norm(x))))


def attention(query, key, value, padding=None, is_causal=False):
    """nn.MultiheadAttention with the projections taken out of it."""
    identity = torch.eye(WIDTH)
    later = torch.ones(query.shape[1], key.shape[1], dtype=torch.bool).triu(1) if is_causal else None
    return F.multi_head_attention_forward(
        query.transpose(0, 1), key.transpose(0, 1), value.transpose(0, 1), WIDTH, HEADS,
        torch.cat([identity] * 3), None, None, None, False, 0.0, identity, None, training=False,
        key_padding_mask=padding, need_weights=False, attn_mask=later)[0].transpose(0, 1)


def self_attention(name, factor=2, is_causal=False):
    norm = normalisation(name + ".selfAttention.norm", WIDTH)
    packed = projection(name + ".selfAttention.queryKeyValue", 3 * WIDTH, WIDTH)
    output = projection(name + ".selfAttention.output", WIDTH, WIDTH)
    forward = feed_forward(name + ".feedForward", factor)

    def run(x, padding=None):
        q, k, v = packed(norm(x)).chunk(3, -1)
        x = x + output(attention(q, k, v, padding, is_causal))
        return x + forward(x)

    return run


def encoder(name, side, attends=False):
    first, offset = parameter(name + ".stage.0.weight", 8, 3, 3, 3, scale=0.2), parameter(name + ".stage.0.bias", 8)
    second = parameter(name + ".stage.1.weight", 16, 8, 3, 3, scale=0.1)
    scale, shift = parameter(name + ".stage.1.norm.weight", 16, scale=1), parameter(name + ".stage.1.norm.bias", 16)
    places = parameter(name + ".places", side * side, 16, scale=0.5)
    layer = self_attention(name + ".layer.0", factor=4) if attends else lambda x: x

    def run(pictures):
        x = F.relu(F.conv2d(pictures / 127.5 - 1, first, offset, stride=2, padding=1))
        x = F.relu(F.group_norm(F.conv2d(x, second, stride=2, padding=1), 2, scale, shift))
        return layer(x.flatten(2).transpose(1, 2) + places), x.flatten(2)

    return run


def resampler(name):
    start = parameter(name + ".latents", LATENTS, WIDTH, scale=1)
    sharpness = parameter(name + ".keypoints.sharpness", WIDTH, 1, scale=1)
    others = LATENTS - LANDMARKS
    places = projection(name + ".keypoints", others * WIDTH, 2 * WIDTH + 3 * LANDMARKS)
    if LANDMARKS:
        landmarks = projection(name + ".keypoints.landmarks", LANDMARKS, WIDTH)
        place = projection(name + ".keypoints.landmarks.place", WIDTH, 3)
        look = projection(name + ".keypoints.landmarks.look", WIDTH, WIDTH)
    block = name + ".block.0"
    token_norm, latent_norm = normalisation(block + ".tokenNorm", WIDTH), normalisation(block + ".latentNorm", WIDTH)
    query = projection(block + ".attention.query", WIDTH, WIDTH)
    key_value = projection(block + ".attention.keyValue", 2 * WIDTH, WIDTH)
    output = projection(block + ".attention.output", WIDTH, WIDTH)
    forward = feed_forward(block + ".feedForward")
    norm = normalisation(name + ".norm", WIDTH)

    def run(picture):
        tokens, channels = picture
        points, logits = mean_places(torch.softmax(channels * sharpness, 2)).flatten(1), None
        if LANDMARKS:
            logits = landmarks(channels.transpose(1, 2)).transpose(1, 2)
            shares = logits.softmax(2)
            seen = torch.cat([mean_places(shares), shares.max(2, keepdim=True)[0]], 2)
            own = place(seen) + look(torch.einsum("nmp,ncp->nmc", shares, channels))
            points = torch.cat([points, seen.flatten(1)], 1)
        latents = places(points).reshape(len(tokens), others, WIDTH)
        latents = start + (torch.cat([own, latents], 1) if LANDMARKS else latents)
        asking = latent_norm(latents)
        key, value = key_value(torch.cat([token_norm(tokens), asking], 1)).chunk(2, -1)
        latents = latents + output(attention(query(asking), key, value))
        return norm(latents + forward(latents)), logits

    return run


def mean_places(shares):
    """[N, C, P] over a square picture -> the mean column and row of each, -1 ... 1: [N, C, 2]."""
    side = math.isqrt(shares.shape[2])
    axis, heat = torch.linspace(-1, 1, side), shares.reshape(*shares.shape[:2], side, side)
    return torch.stack([(heat.sum(2) * axis).sum(2), (heat.sum(3) * axis).sum(2)], 2)


def place_loss(logits, where, visible, pixels):
    """A fifth of the mean cross-entropy with a tent around each place, for kernels 4 pixels apart."""
    side = math.isqrt(logits.shape[2])
    cell = ((where * pixels - 0.5) / 4).clamp(0, side - 1)
    column, row = [(1 - (cell[..., axis, None] - torch.arange(side)).abs()).clamp(min=0) for axis in range(2)]
    targets = (row[..., :, None] * column[..., None, :]).flatten(2)
    losses = F.cross_entropy(logits.flatten(0, 1), targets.flatten(0, 1), reduction="none").reshape(visible.shape)
    return 0.2 * (losses * visible).mean(1)


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
    own = self_attention(name, is_causal=IS_COMPLETE)

    def run(x, latents, padding):
        if index % 2 == 0:
            key, value = key_value(latents).chunk(2, -1)
            x = x + cross_output(attention(query(cross_norm(x)), key, value)) * gate.tanh()
            x = x + cross_forward(x) * forward_gate.tanh()
        return own(x, padding)

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


def write(path):
    """Draws a policy and inputs, computes, and writes all of it."""
    torch.manual_seed(20)
    parameters.clear()

    static, gripper = encoder("encoder.static", 3, IS_COMPLETE), encoder("encoder.gripper", 2)
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
    own_inputs = WIDTH + ARM + (MEMORY if IS_COMPLETE else 0)
    auxiliary = [(memory(f"auxiliary.{e}.memory.0", WIDTH + ARM) if IS_COMPLETE else None,
                  perceptron(f"auxiliary.{e}.pose", own_inputs, [HIDDEN], 6 * CHUNK),
                  perceptron(f"auxiliary.{e}.gripper", own_inputs, [HIDDEN], CHUNK)) for e in range(2)]
    labels = perceptron("labels", 2 * LATENTS * WIDTH, [16], LABELS)

    inputs = {
        "input.static": torch.randint(0, 256, (ROWS, 3, 10, 10)).float(),
        "input.gripper": torch.randint(0, 256, (ROWS, 3, 8, 8)).float(),
        "input.arm": torch.randn(ROWS, 16),
    }

    fixed, fixed_landmarks = static_resampler(static(inputs["input.static"]))
    hand, hand_landmarks = gripper_resampler(gripper(inputs["input.gripper"]))
    latents = torch.cat([fixed, hand], 1)
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
    for e, (own_memory, own_pose, own_grip) in enumerate(auxiliary):
        own = torch.cat([features[1 + e], arm], 1)
        if own_memory:
            own = torch.cat([own_memory(own), own], 1)
        outputs[f"output.auxiliary.{e}.pose"] = own_pose(own).tanh().reshape(ROWS, CHUNK, 6)
        outputs[f"output.auxiliary.{e}.gripper"] = own_grip(own)
    for camera, logits, pixels in [("static", fixed_landmarks, 10), ("gripper", hand_landmarks, 8)]:
        if not LANDMARKS:
            continue
        where = torch.rand(ROWS, LANDMARKS, 2) * 1.2 - 0.1
        visible = (torch.rand(ROWS, LANDMARKS) < 0.7).float()
        inputs |= {f"input.places.{camera}": where, f"input.visible.{camera}": visible}
        outputs[f"output.landmarks.{camera}"] = logits
        outputs[f"output.places.{camera}"] = place_loss(logits, where, visible, pixels)

    # The loss weights every output of the heads, and the places' loss, with a slowly varying wave.
    loss = 0
    for name, value in outputs.items():
        if name.startswith(("output.pose", "output.gripper", "output.labels", "output.auxiliary", "output.places")):
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
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + body)


write("tiny_policy.safetensors")
LATENTS, LANDMARKS, IS_COMPLETE = 9, 8, True
write("complete_policy.safetensors")
