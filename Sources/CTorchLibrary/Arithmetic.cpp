#include "Guarded.h"

namespace ct {

static at::Tensor unary(ct_unary operation, const at::Tensor &x) {
  switch (operation) {
    case CT_NEGATE: return at::neg(x);
    case CT_SQUARE: return at::mul(x, x);
    case CT_SQUARE_ROOT: return at::sqrt(x);
    case CT_RECIPROCAL_SQUARE_ROOT: return at::rsqrt(x);
    case CT_EXP: return at::exp(x);
    case CT_LOG: return at::log(x);
    case CT_ABS: return at::abs(x);
    case CT_SIN: return at::sin(x);
    case CT_COS: return at::cos(x);
    case CT_TANH: return at::tanh(x);
    case CT_SIGMOID: return at::sigmoid(x);
    case CT_RELU: return at::relu(x);
    case CT_SILU: return at::silu(x);
    case CT_SOFTPLUS: return at::softplus(x);
    case CT_GELU: return at::gelu(x, "none");
    case CT_GELU_TANH: return at::gelu(x, "tanh");
    case CT_LOGICAL_NOT: return at::logical_not(x);
  }
  TORCH_CHECK(false, "no such operation");
}

static at::Tensor binary(ct_binary operation, const at::Tensor &x, const at::Tensor &y) {
  switch (operation) {
    case CT_ADD: return at::add(x, y);
    case CT_SUBTRACT: return at::sub(x, y);
    case CT_MULTIPLY: return at::mul(x, y);
    case CT_DIVIDE: return at::div(x, y);
    case CT_POWER: return at::pow(x, y);
    case CT_MAXIMUM: return at::maximum(x, y);
    case CT_MINIMUM: return at::minimum(x, y);
    case CT_EQUAL: return at::eq(x, y);
    case CT_LESS: return at::lt(x, y);
    case CT_GREATER: return at::gt(x, y);
  }
  TORCH_CHECK(false, "no such operation");
}

static at::Tensor binary(ct_binary operation, const at::Tensor &x, double y) {
  switch (operation) {
    case CT_ADD: return at::add(x, y);
    case CT_SUBTRACT: return at::sub(x, y);
    case CT_MULTIPLY: return at::mul(x, y);
    case CT_DIVIDE: return at::div(x, y);
    case CT_POWER: return at::pow(x, y);
    case CT_MAXIMUM: return at::clamp_min(x, y);
    case CT_MINIMUM: return at::clamp_max(x, y);
    case CT_EQUAL: return at::eq(x, y);
    case CT_LESS: return at::lt(x, y);
    case CT_GREATER: return at::gt(x, y);
  }
  TORCH_CHECK(false, "no such operation");
}

static at::Tensor reduce(ct_reduction operation, const at::Tensor &x, at::IntArrayRef dimensions, bool keeping) {
  const bool all = dimensions.empty() && !keeping;
  switch (operation) {
    case CT_SUM: return all ? at::sum(x) : at::sum(x, dimensions, keeping);
    case CT_MEAN: return all ? at::mean(x) : at::mean(x, dimensions, keeping);
    case CT_LARGEST: return at::amax(x, dimensions, keeping);
    case CT_SMALLEST: return at::amin(x, dimensions, keeping);
  }
  TORCH_CHECK(false, "no such operation");
}

void fill_arithmetic(ct_table &table) {
  table.unary = [](ct_unary operation, const ct_tensor *tensor, ct_result result, ct_failure *failure) noexcept {
    return giving(result, failure, [&] { return unary(operation, of(tensor)); });
  };
  table.binary = [](ct_binary operation, const ct_tensor *first, const ct_tensor *second, ct_result result,
                    ct_failure *failure) noexcept {
    return giving(result, failure, [&] { return binary(operation, of(first), of(second)); });
  };
  table.binary_number = [](ct_binary operation, const ct_tensor *first, double second, ct_result result,
                           ct_failure *failure) noexcept {
    return giving(result, failure, [&] { return binary(operation, of(first), second); });
  };
  table.reduce = [](ct_reduction operation, const ct_tensor *tensor, const int64_t *dimensions, int32_t count,
                    int32_t keeping, ct_result result, ct_failure *failure) noexcept {
    return giving(result, failure,
                  [&] { return reduce(operation, of(tensor), list(dimensions, count), keeping != 0); });
  };
  table.argmax = [](const ct_tensor *tensor, int64_t dimension, ct_result result, ct_failure *failure) noexcept {
    return giving(result, failure, [&] { return at::argmax(of(tensor), dimension, false); });
  };
  table.softmax = [](const ct_tensor *tensor, int64_t dimension, int32_t logarithm, ct_result result,
                     ct_failure *failure) noexcept {
    return giving(result, failure, [&] {
      return logarithm ? at::log_softmax(of(tensor), dimension) : at::softmax(of(tensor), dimension);
    });
  };
  table.clamp = [](const ct_tensor *tensor, double lower, double upper, ct_result result,
                   ct_failure *failure) noexcept {
    return giving(result, failure, [&] { return at::clamp(of(tensor), lower, upper); });
  };
  table.choose = [](const ct_tensor *mask, const ct_tensor *first, const ct_tensor *second, ct_result result,
                    ct_failure *failure) noexcept {
    return giving(result, failure, [&] { return at::where(of(mask), of(first), of(second)); });
  };
  table.masked_fill = [](const ct_tensor *tensor, const ct_tensor *mask, double value, ct_result result,
                         ct_failure *failure) noexcept {
    return giving(result, failure, [&] { return at::masked_fill(of(tensor), of(mask), value); });
  };
}

}  // namespace ct
