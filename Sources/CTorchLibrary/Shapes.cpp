#include <vector>

#include "Guarded.h"

namespace ct {

void fill_shapes(ct_table &table) {
  table.reshape = [](const ct_tensor *tensor, const int64_t *shape, int32_t rank, ct_result result,
                     ct_failure *failure) noexcept {
    return giving(result, failure, [&] { return of(tensor).reshape(list(shape, rank)); });
  };
  table.expand = [](const ct_tensor *tensor, const int64_t *shape, int32_t rank, ct_result result,
                    ct_failure *failure) noexcept {
    return giving(result, failure, [&] { return of(tensor).expand(list(shape, rank)); });
  };
  table.transpose = [](const ct_tensor *tensor, int64_t first, int64_t second, ct_result result,
                       ct_failure *failure) noexcept {
    return giving(result, failure, [&] { return of(tensor).transpose(first, second); });
  };
  table.slice = [](const ct_tensor *tensor, int64_t dimension, int64_t start, int64_t end, ct_result result,
                   ct_failure *failure) noexcept {
    return giving(result, failure, [&] {
      // slice clamps what lies outside; narrow refuses it.
      return of(tensor).narrow(dimension, start, end - start);
    });
  };
  table.select = [](const ct_tensor *tensor, int64_t dimension, int64_t index, ct_result result,
                    ct_failure *failure) noexcept {
    return giving(result, failure, [&] { return of(tensor).select(dimension, index); });
  };
  table.unsqueeze = [](const ct_tensor *tensor, int64_t dimension, ct_result result, ct_failure *failure) noexcept {
    return giving(result, failure, [&] { return of(tensor).unsqueeze(dimension); });
  };
  table.index_select = [](const ct_tensor *tensor, int64_t dimension, const ct_tensor *indices, ct_result result,
                          ct_failure *failure) noexcept {
    return giving(result, failure, [&] { return of(tensor).index_select(dimension, of(indices)); });
  };
  table.join = [](const ct_tensor *const *tensors, int32_t count, int64_t dimension, int32_t stacking,
                  ct_result result, ct_failure *failure) noexcept {
    return giving(result, failure, [&] {
      std::vector<at::Tensor> parts;
      parts.reserve(static_cast<size_t>(count));
      for (int32_t i = 0; i < count; ++i) parts.push_back(of(tensors[i]));
      return stacking ? at::stack(parts, dimension) : at::cat(parts, dimension);
    });
  };
}

}  // namespace ct
