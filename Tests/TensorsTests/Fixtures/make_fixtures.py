"""Makes parity.safetensors and adamw.safetensors, what PyTorch computes for the operations that Tensors offers.

    apt-get install python3-torch && /usr/bin/python3 make_fixtures.py

Names in parity.safetensors: CASE/in/NAME, CASE/out/INDEX, CASE/seed/INDEX (what the outputs are multiplied by before
they are added up and differentiated), CASE/gradient/NAME.
"""

import json
import struct
from pathlib import Path

import torch
from torch.nn import functional as F

HERE = Path(__file__).parent
torch.manual_seed(20)
torch.set_num_threads(1)


def write(tensors, path):
    """Writes a safetensors file: int64 first, then float32."""
    header, blob = {}, b""
    for name, tensor in sorted(tensors.items(), key=lambda item: (item[1].dtype != torch.int64, item[0])):
        data = tensor.detach().contiguous().numpy().tobytes()
        kind = "I64" if tensor.dtype == torch.int64 else "F32"
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [len(blob), len(blob) + len(data)]}
        blob += data
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + blob)


stored = {}


def case(name, function, **inputs):
    """Stores one case: inputs, outputs and the gradient of every float input."""
    for key, tensor in inputs.items():
        if tensor.dtype == torch.float32:
            tensor.requires_grad_()
        stored[f"{name}/in/{key}"] = tensor
    outputs = function(*inputs.values())
    outputs = outputs if isinstance(outputs, tuple) else (outputs,)
    total = 0
    for index, output in enumerate(outputs):
        seed = torch.randn(output.shape)
        stored[f"{name}/out/{index}"] = output.clone()
        stored[f"{name}/seed/{index}"] = seed
        total = total + (output * seed).sum()
    total.backward()
    for key, tensor in inputs.items():
        if tensor.grad is not None:
            stored[f"{name}/gradient/{key}"] = tensor.grad


def r(*shape):
    return torch.randn(*shape)


# Elementwise.
for name, function in {
    "tanh": torch.tanh, "relu": F.relu, "gelu": F.gelu, "byNumber": lambda x: x * 3 - 1.5,
}.items():
    case(name, function, x=2 * r(3, 7))
for name, function in {"add": torch.add, "multiply": torch.mul}.items():
    case(name, function, x=r(2, 3, 4), y=r(3, 1))

# Reductions and probabilities.
case("sum", lambda x: x.sum((0, 2)), x=r(2, 3, 4))
case("mean", lambda x: x.mean(-1), x=r(2, 3, 4))
case("largest", lambda x: x.amax((1,)), x=torch.tensor([[1.0, 3.0, 3.0, -2.0], [0.5, 0.25, -1.0, 0.5]]))
case("softmax", lambda x: x.softmax(1), x=3 * r(2, 5, 2))
case("logSoftmax", lambda x: x.log_softmax(-1), x=3 * r(2, 5))

# Shapes.
case("cat", lambda x, y: torch.cat([x, y], 1), x=r(2, 1, 3), y=r(2, 2, 3))
case("stack", lambda x, y: torch.stack([x, y], -1), x=r(2, 3), y=r(2, 3))
case("indexSelect", lambda x, ids: x.index_select(1, ids), x=r(2, 4), ids=torch.tensor([3, 0, 3]))
case("views", lambda x: x.transpose(0, 2).flatten(1)[1:3].transpose(0, 1).unsqueeze(0).expand(2, 6, 2), x=r(2, 3, 4))

# Layers.
case("matmul", torch.matmul, x=r(2, 1, 3, 4), y=r(3, 4, 2))
case("linear", F.linear, x=r(2, 3, 5), weight=r(4, 5), bias=r(4))
case("embedding", lambda table, ids: F.embedding(ids, table), table=r(5, 3), ids=torch.tensor([[4, 0], [1, 4]]))
for name, size, settings in [("conv2d", 3, dict(padding=1)), ("conv2dStrided", 5, dict(stride=2, padding=2)),
                             ("conv2dPointwise", 1, dict())]:
    case(name, lambda x, weight, bias: F.conv2d(x, weight, bias, **settings), x=r(2, 3, 8, 7),
         weight=r(4, 3, size, size), bias=r(4))
case("groupNorm", lambda x, weight, bias: F.group_norm(x, 3, weight, bias), x=r(2, 6, 3, 4), weight=r(6), bias=r(6))
case("layerNorm", lambda x, weight, bias: F.layer_norm(x, (6,), weight, bias), x=r(2, 3, 6), weight=r(6), bias=r(6))
case("attention", lambda q, k, v, bias: (q @ k.transpose(-1, -2) / 3 ** 0.5 + bias).softmax(-1) @ v,
     q=r(2, 2, 3, 3), k=r(2, 2, 4, 3), v=r(2, 2, 4, 3), bias=r(2, 1, 1, 4))


def lstm(x, hidden, cell, inputWeight, stateWeight, inputBias, stateBias):
    layer = torch.nn.LSTMCell(3, 4)
    for parameter, value in zip(["weight_ih", "weight_hh", "bias_ih", "bias_hh"],
                                [inputWeight, stateWeight, inputBias, stateBias]):
        delattr(layer, parameter)
        setattr(layer, parameter, value)
    return layer(x, (hidden, cell))


case("lstm", lstm, x=r(2, 3), hidden=r(2, 4), cell=r(2, 4), inputWeight=r(16, 3), stateWeight=r(16, 4),
     inputBias=r(16), stateBias=r(16))

# Losses.
case("huber", lambda x, target: F.huber_loss(x, target, reduction="none", delta=0.4), x=r(4, 5), target=r(4, 5))
case("l1", lambda x, target: F.l1_loss(x, target, reduction="none"), x=r(4, 5), target=r(4, 5))
case("binaryCrossEntropy", lambda x, target: F.binary_cross_entropy_with_logits(x, target, reduction="none"),
     x=5 * r(4, 5), target=torch.rand(4, 5))
write(stored, HERE / "parity.safetensors")

# AdamW: two groups, the second without decay and at half the learning rate, over steps of a changing learning rate.
decayed, plain = torch.nn.Parameter(r(13)), torch.nn.Parameter(r(8))
optimiser = torch.optim.AdamW([
    dict(params=[decayed], weight_decay=0.1), dict(params=[plain], weight_decay=0.0)], betas=(0.9, 0.95), eps=1e-6)
start, gradients, rates, weights = torch.cat([decayed, plain]).detach().clone(), [], [], []
for step in range(12):
    rate = 0.05 * (step + 1) / 12
    gradient = r(21) * 10.0 ** (step % 4 - 2)
    decayed.grad, plain.grad = gradient[:13].clone(), gradient[13:].clone()
    optimiser.param_groups[0]["lr"], optimiser.param_groups[1]["lr"] = rate, rate / 2
    optimiser.step()
    gradients.append(gradient)
    rates.append(rate)
    weights.append(torch.cat([decayed, plain]).detach().clone())
write({"start": start, "gradients": torch.stack(gradients), "rates": torch.tensor(rates),
       "weights": torch.stack(weights)}, HERE / "adamw.safetensors")
