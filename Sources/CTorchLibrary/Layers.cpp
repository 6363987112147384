#include <ATen/core/Reduction.h>

#include "Guarded.h"

namespace ct {

static at::Tensor loss(ct_loss kind, const at::Tensor &output, const at::Tensor &target, double parameter) {
  switch (kind) {
    case CT_HUBER: return at::huber_loss(output, target, at::Reduction::None, parameter);
    case CT_L1: return at::l1_loss(output, target, at::Reduction::None);
    case CT_BINARY_CROSS_ENTROPY_WITH_LOGITS:
      return at::binary_cross_entropy_with_logits(output, target, {}, {}, at::Reduction::None);
  }
  TORCH_CHECK(false, "no such loss");
}

// One row goes through BLAS's matrix-vector product: as a matrix product it takes five times as long.
static at::Tensor projected(const at::Tensor &input, const at::Tensor &weight, const c10::optional<at::Tensor> &bias) {
  if (input.dim() < 2 || weight.dim() != 2 || input.numel() != weight.size(1)) {
    return at::linear(input, weight, bias);
  }
  auto sizes = input.sizes().vec();
  sizes.back() = weight.size(0);
  const auto row = input.reshape({-1});
  return (bias ? at::addmv(*bias, weight, row) : at::mv(weight, row)).reshape(sizes);
}

void fill_layers(ct_table &table) {
  table.matmul = [](const ct_tensor *first, const ct_tensor *second, ct_result result, ct_failure *failure) noexcept {
    return giving(result, failure, [&] { return at::matmul(of(first), of(second)); });
  };
  table.linear = [](const ct_tensor *input, const ct_tensor *weight, const ct_tensor *bias, ct_result result,
                    ct_failure *failure) noexcept {
    return giving(result, failure, [&] { return projected(of(input), of(weight), optional_of(bias)); });
  };
  table.embedding = [](const ct_tensor *rows, const ct_tensor *indices, ct_result result,
                       ct_failure *failure) noexcept {
    return giving(result, failure, [&] { return at::embedding(of(rows), of(indices)); });
  };
  table.conv2d = [](const ct_tensor *input, const ct_tensor *weight, const ct_tensor *bias, int64_t stride,
                    int64_t padding, ct_result result, ct_failure *failure) noexcept {
    return giving(result, failure, [&] {
      return at::conv2d(of(input), of(weight), optional_of(bias), at::IntArrayRef(stride), at::IntArrayRef(padding));
    });
  };
  table.group_norm = [](const ct_tensor *input, int64_t groups, const ct_tensor *weight, const ct_tensor *bias,
                        double epsilon, ct_result result, ct_failure *failure) noexcept {
    return giving(result, failure, [&] {
      return at::group_norm(of(input), groups, optional_of(weight), optional_of(bias), epsilon, false);
    });
  };
  table.layer_norm = [](const ct_tensor *input, const ct_tensor *weight, const ct_tensor *bias, double epsilon,
                        ct_result result, ct_failure *failure) noexcept {
    return giving(result, failure, [&] {
      const auto &x = of(input);
      return at::layer_norm(x, at::IntArrayRef(x.size(-1)), optional_of(weight), optional_of(bias), epsilon, false);
    });
  };
  table.lstm_cell = [](const ct_tensor *gates, const ct_tensor *cell, ct_result hidden, ct_result next_cell,
                       ct_failure *failure) noexcept {
    return guarded(failure, [&] {
      const auto parts = of(gates).chunk(4, 1);
      TORCH_CHECK(parts.size() == 4, "an LSTM has four gates");
      const auto carried = at::sigmoid(parts[1]) * of(cell) + at::sigmoid(parts[0]) * at::tanh(parts[2]);
      const auto output = at::sigmoid(parts[3]) * at::tanh(carried);
      *hidden = own(output);
      *next_cell = own(carried);
    });
  };
  table.loss = [](ct_loss kind, const ct_tensor *output, const ct_tensor *target, double parameter, ct_result result,
                  ct_failure *failure) noexcept {
    return giving(result, failure, [&] { return loss(kind, of(output), of(target), parameter); });
  };
}

}  // namespace ct
