#include <ATen/core/grad_mode.h>

#include "Guarded.h"

namespace ct {

static at::ScalarType kind_of(ct_element element) {
  switch (element) {
    case CT_INT64: return at::kLong;
    case CT_UINT8: return at::kByte;
    default: return at::kFloat;
  }
}

// Float32 elements in contiguous order; `kept` holds them where they had to be rearranged.
static const float *floats_of(const at::Tensor &tensor, at::Tensor &kept) {
  kept = tensor.scalar_type() == at::kFloat ? tensor : tensor.to(at::kFloat);
  if (!kept.is_contiguous()) kept = kept.contiguous();
  return kept.data_ptr<float>();
}

void fill_storage(ct_table &table) {
  table.make = [](const void *data, ct_element element, const int64_t *shape, int32_t rank, ct_result result,
                  ct_failure *failure) noexcept {
    return giving(result, failure, [&] {
      auto tensor = at::empty(list(shape, rank), at::TensorOptions(kind_of(element)));
      if (tensor.numel() > 0) std::memcpy(tensor.data_ptr(), data, tensor.nbytes());
      return tensor;
    });
  };
  table.zeros = [](const int64_t *shape, int32_t rank, ct_result result, ct_failure *failure) noexcept {
    return giving(result, failure, [&] { return at::zeros(list(shape, rank), at::TensorOptions(at::kFloat)); });
  };
  table.release = [](ct_tensor *tensor) noexcept {
    delete reinterpret_cast<at::Tensor *>(tensor);
    --live;
  };
  table.shape = [](const ct_tensor *tensor, int64_t *sizes) noexcept -> int32_t {
    const auto shape = of(tensor).sizes();
    if (shape.size() > CT_LARGEST_RANK) return -1;
    std::copy(shape.begin(), shape.end(), sizes);
    return static_cast<int32_t>(shape.size());
  };
  table.count = [](const ct_tensor *tensor) noexcept { return of(tensor).numel(); };
  table.read = [](const ct_tensor *tensor, float *values, ct_failure *failure) noexcept {
    return guarded(failure, [&] {
      const c10::NoGradGuard quiet;
      at::Tensor kept;
      std::copy_n(floats_of(of(tensor), kept), of(tensor).numel(), values);
    });
  };
  table.write = [](ct_tensor *tensor, const float *values, ct_failure *failure) noexcept {
    return guarded(failure, [&] {
      const auto target = of(tensor).detach();
      TORCH_CHECK(target.scalar_type() == at::kFloat, "only float32 tensors are written to");
      TORCH_CHECK(target.is_contiguous(), "only contiguous tensors are written to");
      if (target.numel() > 0) std::memcpy(target.data_ptr(), values, target.nbytes());
    });
  };
  table.convert = [](const ct_tensor *tensor, ct_element element, ct_result result, ct_failure *failure) noexcept {
    return giving(result, failure, [&] { return of(tensor).to(kind_of(element)); });
  };

  table.set_requires_gradient = [](ct_tensor *tensor, int32_t on, ct_failure *failure) noexcept {
    return guarded(failure, [&] { of(tensor).set_requires_grad(on != 0); });
  };
  table.backward = [](const ct_tensor *tensor, ct_failure *failure) noexcept {
    return guarded(failure, [&] { of(tensor).backward(); });
  };
  table.gradient = [](const ct_tensor *tensor, ct_result result, ct_failure *failure) noexcept {
    return guarded(failure, [&] {
      const auto &gradient = of(tensor).grad();
      *result = gradient.defined() ? own(gradient.detach()) : nullptr;
    });
  };
  table.read_gradient = [](const ct_tensor *tensor, float *values, ct_failure *failure) noexcept {
    return guarded(failure, [&] {
      const c10::NoGradGuard quiet;
      const auto &gradient = of(tensor).grad();
      const int64_t count = of(tensor).numel();
      if (!gradient.defined()) {
        std::fill_n(values, count, 0.0f);
        return;
      }
      at::Tensor kept;
      std::copy_n(floats_of(gradient, kept), count, values);
    });
  };
  table.clear_gradient = [](ct_tensor *tensor) noexcept { of(tensor).mutable_grad() = at::Tensor(); };
  table.detach = [](const ct_tensor *tensor, ct_result result, ct_failure *failure) noexcept {
    return giving(result, failure, [&] { return of(tensor).detach(); });
  };
}

}  // namespace ct
