#include "Guarded.h"

namespace ct {

static at::Tensor unary(ct_unary operation, const at::Tensor &x) {
  switch (operation) {
    case CT_TANH: return at::tanh(x);
    case CT_RELU: return at::relu(x);
    case CT_GELU: return at::gelu(x, "none");
  }
  TORCH_CHECK(false, "no such operation");
}

static at::Tensor reduce(ct_reduction operation, const at::Tensor &x, at::IntArrayRef dimensions, bool keeping) {
  const bool all = dimensions.empty() && !keeping;
  switch (operation) {
    case CT_SUM: return all ? at::sum(x) : at::sum(x, dimensions, keeping);
    case CT_MEAN: return all ? at::mean(x) : at::mean(x, dimensions, keeping);
    case CT_LARGEST: return at::amax(x, dimensions, keeping);
  }
  TORCH_CHECK(false, "no such operation");
}

void fill_arithmetic(ct_table &table) {
  table.unary = [](ct_unary operation, const ct_tensor *tensor, ct_result result, ct_failure *failure) noexcept {
    return giving(result, failure, [&] { return unary(operation, of(tensor)); });
  };
  table.add = [](const ct_tensor *first, const ct_tensor *second, ct_result result, ct_failure *failure) noexcept {
    return giving(result, failure, [&] { return at::add(of(first), of(second)); });
  };
  table.multiply = [](const ct_tensor *first, const ct_tensor *second, ct_result result,
                      ct_failure *failure) noexcept {
    return giving(result, failure, [&] { return at::mul(of(first), of(second)); });
  };
  table.subtract_number = [](const ct_tensor *first, double second, ct_result result, ct_failure *failure) noexcept {
    return giving(result, failure, [&] { return at::sub(of(first), second); });
  };
  table.multiply_number = [](const ct_tensor *first, double second, ct_result result, ct_failure *failure) noexcept {
    return giving(result, failure, [&] { return at::mul(of(first), second); });
  };
  table.reduce = [](ct_reduction operation, const ct_tensor *tensor, const int64_t *dimensions, int32_t count,
                    int32_t keeping, ct_result result, ct_failure *failure) noexcept {
    return giving(result, failure,
                  [&] { return reduce(operation, of(tensor), list(dimensions, count), keeping != 0); });
  };
  table.softmax = [](const ct_tensor *tensor, int64_t dimension, int32_t logarithm, ct_result result,
                     ct_failure *failure) noexcept {
    return giving(result, failure, [&] {
      return logarithm ? at::log_softmax(of(tensor), dimension) : at::softmax(of(tensor), dimension);
    });
  };
}

}  // namespace ct
