// Scaled dot-product attention over packed heads as one operation with its gradient. Composed of libtorch's own
// operations it takes a dozen calls and, without MKL, one matrix product per row and head: half of a small decoder's time.
#include <torch/csrc/autograd/custom_function.h>

#include <cmath>

#include "Guarded.h"

namespace ct {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// Eight floats in a register; the program asks for x86-64-v3 when it starts.
typedef float eight __attribute__((vector_size(32), aligned(4)));
#define WIDE __attribute__((target("avx2,fma")))

namespace {

// One head's rows of one sentence or picture: row i begins at data + i * stride.
struct Rows {
  float *data;
  int64_t stride;
};

// out[i][j] = scale * <a[i], b[j]> + bias[i][j], out contiguous; bias rows of no stride repeat.
WIDE void dots(Rows a, int64_t rows, Rows b, int64_t columns, int64_t width, float scale, const float *bias,
               int64_t bias_stride, float *out) {
  for (int64_t i = 0; i < rows; ++i) {
    const float *x = a.data + i * a.stride;
    for (int64_t j = 0; j < columns; ++j) {
      const float *y = b.data + j * b.stride;
      eight lanes = {0};
      int64_t k = 0;
      for (; k + 8 <= width; k += 8) {
        lanes += *reinterpret_cast<const eight *>(x + k) * *reinterpret_cast<const eight *>(y + k);
      }
      float sum = ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5])) + ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]));
      for (; k < width; ++k) sum += x[k] * y[k];
      out[i * columns + j] = scale * sum + (bias == nullptr ? 0 : bias[i * bias_stride + j]);
    }
  }
}

// out[i] = scale * sum over j of weight(i, j) * b[j], where weight(i, j) stands at weights[i * row + j * column].
template <int registers>
WIDE void mix_part(const float *weights, int64_t row, int64_t column, int64_t rows, Rows b, int64_t terms, float scale,
                   Rows out, int64_t from) {
  for (int64_t i = 0; i < rows; ++i) {
    eight sums[registers] = {};
    for (int64_t j = 0; j < terms; ++j) {
      const float weight = weights[i * row + j * column];
      const float *y = b.data + j * b.stride + from;
      for (int r = 0; r < registers; ++r) sums[r] += weight * *reinterpret_cast<const eight *>(y + 8 * r);
    }
    float *z = out.data + i * out.stride + from;
    for (int r = 0; r < registers; ++r) *reinterpret_cast<eight *>(z + 8 * r) = sums[r] * scale;
  }
}

void mix(const float *weights, int64_t row, int64_t column, int64_t rows, Rows b, int64_t terms, int64_t width,
         float scale, Rows out) {
  int64_t from = 0;
  for (; from + 32 <= width; from += 32) mix_part<4>(weights, row, column, rows, b, terms, scale, out, from);
  for (; from + 8 <= width; from += 8) mix_part<1>(weights, row, column, rows, b, terms, scale, out, from);
  for (; from < width; ++from) {
    for (int64_t i = 0; i < rows; ++i) {
      float sum = 0;
      for (int64_t j = 0; j < terms; ++j) sum += weights[i * row + j * column] * b.data[j * b.stride + from];
      out.data[i * out.stride + from] = scale * sum;
    }
  }
}

// Sizes of a call, and where a head's queries, keys and values lie in the packed tensors.
struct Shape {
  int64_t batch, heads, queries, keys, width;
  int64_t query_stride, key_stride, key_offset, value_offset;

  Rows query_rows(float *data, int64_t n, int64_t h) const {
    return {data + n * queries * query_stride + h * width, query_stride};
  }
  Rows key_rows(float *data, int64_t n, int64_t h) const {
    return {data + n * keys * key_stride + key_offset + h * width, key_stride};
  }
  Rows value_rows(float *data, int64_t n, int64_t h) const {
    return {data + n * keys * key_stride + value_offset + h * width, key_stride};
  }
  Rows output_rows(float *data, int64_t n, int64_t h) const {
    return {data + (n * queries * heads + h) * width, heads * width};
  }
};

// `packed` holds queries, keys and values [n, s, 3d]; or `first` queries [n, s, d] and `second` keys and values [n, k, 2d].
Shape shape_of(const at::Tensor &first, const at::Tensor &second, bool packed, int64_t heads) {
  TORCH_CHECK(first.dim() == 3 && second.dim() == 3 && first.size(0) == second.size(0) && heads > 0,
              "attention takes rows of tokens");
  const int64_t depth = packed ? first.size(2) / 3 : first.size(2);
  TORCH_CHECK(depth % heads == 0 && second.size(2) == (packed ? 3 : 2) * depth, "attention's widths do not fit");
  return {first.size(0), heads,          first.size(1),          second.size(1),         depth / heads,
          first.size(2), second.size(2), packed ? depth : 0, packed ? 2 * depth : depth};
}

at::Tensor weights_of(const Shape &s, const at::Tensor &first, const at::Tensor &second,
                      const c10::optional<at::Tensor> &bias) {
  auto scores = at::empty({s.batch, s.heads, s.queries, s.keys}, first.options());
  const float scale = 1 / std::sqrt(static_cast<float>(s.width));
  int64_t bias_rows = 0;
  if (bias) {
    TORCH_CHECK(bias->dim() == 3 && bias->size(0) == s.batch && bias->size(2) == s.keys && bias->is_contiguous() &&
                    (bias->size(1) == 1 || bias->size(1) == s.queries),
                "attention's bias does not fit");
    bias_rows = bias->size(1);
  }
  float *out = scores.data_ptr<float>();
  for (int64_t n = 0; n < s.batch; ++n) {
    const float *row = bias_rows == 0 ? nullptr : bias->data_ptr<float>() + n * bias_rows * s.keys;
    for (int64_t h = 0; h < s.heads; ++h, out += s.queries * s.keys) {
      dots(s.query_rows(first.data_ptr<float>(), n, h), s.queries, s.key_rows(second.data_ptr<float>(), n, h), s.keys,
           s.width, scale, row, bias_rows == 1 ? 0 : s.keys, out);
    }
  }
  return at::_softmax(scores, -1, false);
}

at::Tensor gathered(const Shape &s, const at::Tensor &weights, const at::Tensor &second) {
  auto result = at::empty({s.batch, s.queries, s.heads * s.width}, second.options());
  const float *w = weights.data_ptr<float>();
  for (int64_t n = 0; n < s.batch; ++n) {
    for (int64_t h = 0; h < s.heads; ++h, w += s.queries * s.keys) {
      mix(w, s.keys, 1, s.queries, s.value_rows(second.data_ptr<float>(), n, h), s.keys, s.width, 1,
          s.output_rows(result.data_ptr<float>(), n, h));
    }
  }
  return result;
}

// Fills the gradients of `first` and `second`, which for packed tensors are one.
void differentiate(const Shape &s, const at::Tensor &first, const at::Tensor &second, const at::Tensor &weights,
                   const at::Tensor &incoming, at::Tensor &first_gradient, at::Tensor &second_gradient) {
  const float scale = 1 / std::sqrt(static_cast<float>(s.width));
  auto weight_gradient = at::empty_like(weights);
  float *out = weight_gradient.data_ptr<float>();
  for (int64_t n = 0; n < s.batch; ++n) {
    for (int64_t h = 0; h < s.heads; ++h, out += s.queries * s.keys) {
      dots(s.output_rows(incoming.data_ptr<float>(), n, h), s.queries, s.value_rows(second.data_ptr<float>(), n, h),
           s.keys, s.width, 1, nullptr, 0, out);
    }
  }
  const auto score_gradient = at::_softmax_backward_data(weight_gradient, weights, -1, at::kFloat);
  const float *w = weights.data_ptr<float>();
  const float *g = score_gradient.data_ptr<float>();
  for (int64_t n = 0; n < s.batch; ++n) {
    for (int64_t h = 0; h < s.heads; ++h, w += s.queries * s.keys, g += s.queries * s.keys) {
      const auto asked = s.query_rows(first.data_ptr<float>(), n, h);
      const auto key = s.key_rows(second.data_ptr<float>(), n, h);
      const auto grown = s.output_rows(incoming.data_ptr<float>(), n, h);
      mix(g, s.keys, 1, s.queries, key, s.keys, s.width, scale,
          s.query_rows(first_gradient.data_ptr<float>(), n, h));
      mix(g, 1, s.keys, s.keys, asked, s.queries, s.width, scale,
          s.key_rows(second_gradient.data_ptr<float>(), n, h));
      mix(w, 1, s.keys, s.keys, grown, s.queries, s.width, 1,
          s.value_rows(second_gradient.data_ptr<float>(), n, h));
    }
  }
}

struct CrossAttention : torch::autograd::Function<CrossAttention> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &queries, const at::Tensor &keys_values,
                            int64_t heads, const c10::optional<at::Tensor> &bias) {
    const auto first = queries.contiguous();
    const auto second = keys_values.contiguous();
    const auto shape = shape_of(first, second, false, heads);
    const auto weights = weights_of(shape, first, second, bias);
    context->save_for_backward({first, second, weights});
    context->saved_data["heads"] = heads;
    return gathered(shape, weights, second);
  }

  static variable_list backward(AutogradContext *context, variable_list incoming) {
    const auto saved = context->get_saved_variables();
    const auto shape = shape_of(saved[0], saved[1], false, context->saved_data["heads"].toInt());
    auto first = at::empty_like(saved[0]);
    auto second = at::empty_like(saved[1]);
    differentiate(shape, saved[0], saved[1], saved[2], incoming[0].contiguous(), first, second);
    return {first, second, at::Tensor(), at::Tensor()};
  }
};

struct SelfAttention : torch::autograd::Function<SelfAttention> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &packed, int64_t heads, const c10::optional<at::Tensor> &bias) {
    const auto tokens = packed.contiguous();
    const auto shape = shape_of(tokens, tokens, true, heads);
    const auto weights = weights_of(shape, tokens, tokens, bias);
    context->save_for_backward({tokens, weights});
    context->saved_data["heads"] = heads;
    return gathered(shape, weights, tokens);
  }

  static variable_list backward(AutogradContext *context, variable_list incoming) {
    const auto saved = context->get_saved_variables();
    const auto shape = shape_of(saved[0], saved[0], true, context->saved_data["heads"].toInt());
    auto gradient = at::empty_like(saved[0]);
    differentiate(shape, saved[0], saved[0], saved[1], incoming[0].contiguous(), gradient, gradient);
    return {gradient, at::Tensor(), at::Tensor()};
  }
};

}  // namespace

void fill_attention(ct_table &table) {
  table.self_attention = [](const ct_tensor *packed, int64_t heads, const ct_tensor *bias, ct_result result,
                            ct_failure *failure) noexcept {
    return giving(result, failure, [&] {
      return SelfAttention::apply(of(packed), heads, optional_of(bias));
    });
  };
  table.cross_attention = [](const ct_tensor *queries, const ct_tensor *keys_values, int64_t heads,
                             const ct_tensor *bias, ct_result result, ct_failure *failure) noexcept {
    return giving(result, failure, [&] {
      return CrossAttention::apply(of(queries), of(keys_values), heads, optional_of(bias));
    });
  };
}

}  // namespace ct
