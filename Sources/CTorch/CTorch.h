#ifndef CTORCH_H
#define CTORCH_H

#include <stdint.h>

// The table of libtorch's operations that the project calls, as a C ABI. The library that fills it is opened when the
// first tensor is made; nothing here is linked. It exists because a C++ exception that reaches Swift ends the program.
//
// Every function that can fail returns 0, or -1 with a message in the caller's `ct_failure`. A tensor that a function
// gives is the caller's and goes back through `release`. Dimensions count from the end when they are negative.

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__clang__)
#pragma clang assume_nonnull begin
#else
#define _Nullable
#endif

// Changes with every change of the table: a library of another build is refused. `ct_open` says which it has.
enum { CT_VERSION = 4 };

enum { CT_MESSAGE_SIZE = 480, CT_LARGEST_RANK = 8 };

typedef struct {
  char message[CT_MESSAGE_SIZE];
} ct_failure;

// An at::Tensor on the heap.
typedef struct ct_tensor ct_tensor;
typedef ct_tensor *_Nullable *_Nonnull ct_result;

typedef enum { CT_FLOAT32, CT_INT64, CT_UINT8 } ct_element;

// Elementwise operations of one tensor.
typedef enum { CT_TANH, CT_RELU, CT_GELU } ct_unary;

// Operations over some dimensions.
typedef enum { CT_SUM, CT_MEAN, CT_LARGEST } ct_reduction;

// Losses, one value per element.
typedef enum { CT_HUBER, CT_L1, CT_BINARY_CROSS_ENTROPY_WITH_LOGITS } ct_loss;

typedef struct {
  // The live tensors of the calling thread: made minus released. It exists for the tests' leak counts.
  int64_t (*live)(void);
  // The version of the libtorch that the library was built with, as its headers have it: Debian's 1.13.1 says "1.13.0".
  const char *_Nonnull (*_Nonnull version)(void);
  // How many threads libtorch gives to one operation. It exists because setting the number later is too late.
  int32_t (*threads)(void);
  // Switches the calling thread's recording of gradients; returns what it was.
  int32_t (*set_recording)(int32_t on);

  // A tensor with a copy of `data`, whose elements are of `element`.
  int32_t (*make)(const void *_Nullable data, ct_element element, const int64_t *_Nullable shape, int32_t rank,
                  ct_result result, ct_failure *failure);
  // A float32 tensor of zeros.
  int32_t (*zeros)(const int64_t *_Nullable shape, int32_t rank, ct_result result, ct_failure *failure);
  void (*release)(ct_tensor *tensor);
  // Writes the sizes and returns the rank, or -1 beyond CT_LARGEST_RANK.
  int32_t (*shape)(const ct_tensor *tensor, int64_t sizes[_Nonnull CT_LARGEST_RANK]);
  int64_t (*count)(const ct_tensor *tensor);
  // Copies the elements out, in the order of a contiguous tensor, converted to float32.
  int32_t (*read)(const ct_tensor *tensor, float *values, ct_failure *failure);
  // Replaces the elements with float32 values, outside any graph.
  int32_t (*write)(ct_tensor *tensor, const float *values, ct_failure *failure);
  int32_t (*convert)(const ct_tensor *tensor, ct_element element, ct_result result, ct_failure *failure);

  int32_t (*set_requires_gradient)(ct_tensor *tensor, int32_t on, ct_failure *failure);
  int32_t (*backward)(const ct_tensor *tensor, ct_failure *failure);
  // Gives NULL where there is no gradient.
  int32_t (*gradient)(const ct_tensor *tensor, ct_result result, ct_failure *failure);
  // Writes the gradient's elements; zeros where there is none.
  int32_t (*read_gradient)(const ct_tensor *tensor, float *values, ct_failure *failure);
  void (*clear_gradient)(ct_tensor *tensor);
  int32_t (*detach)(const ct_tensor *tensor, ct_result result, ct_failure *failure);

  int32_t (*reshape)(const ct_tensor *tensor, const int64_t *_Nullable shape, int32_t rank, ct_result result,
                     ct_failure *failure);
  int32_t (*expand)(const ct_tensor *tensor, const int64_t *_Nullable shape, int32_t rank, ct_result result,
                    ct_failure *failure);
  int32_t (*transpose)(const ct_tensor *tensor, int64_t first, int64_t second, ct_result result, ct_failure *failure);
  int32_t (*slice)(const ct_tensor *tensor, int64_t dimension, int64_t start, int64_t end, ct_result result,
                   ct_failure *failure);
  int32_t (*select)(const ct_tensor *tensor, int64_t dimension, int64_t index, ct_result result, ct_failure *failure);
  int32_t (*unsqueeze)(const ct_tensor *tensor, int64_t dimension, ct_result result, ct_failure *failure);
  int32_t (*index_select)(const ct_tensor *tensor, int64_t dimension, const ct_tensor *indices, ct_result result,
                          ct_failure *failure);
  // Joins along a dimension: a new one with `stacking`.
  int32_t (*join)(const ct_tensor *const _Nonnull *_Nullable tensors, int32_t count, int64_t dimension,
                  int32_t stacking, ct_result result, ct_failure *failure);

  int32_t (*unary)(ct_unary operation, const ct_tensor *tensor, ct_result result, ct_failure *failure);
  int32_t (*add)(const ct_tensor *first, const ct_tensor *second, ct_result result, ct_failure *failure);
  int32_t (*multiply)(const ct_tensor *first, const ct_tensor *second, ct_result result, ct_failure *failure);
  int32_t (*subtract_number)(const ct_tensor *first, double second, ct_result result, ct_failure *failure);
  int32_t (*multiply_number)(const ct_tensor *first, double second, ct_result result, ct_failure *failure);
  // Over all dimensions where `count` is 0.
  int32_t (*reduce)(ct_reduction operation, const ct_tensor *tensor, const int64_t *_Nullable dimensions,
                    int32_t count, int32_t keeping, ct_result result, ct_failure *failure);
  int32_t (*softmax)(const ct_tensor *tensor, int64_t dimension, int32_t logarithm, ct_result result,
                     ct_failure *failure);

  int32_t (*matmul)(const ct_tensor *first, const ct_tensor *second, ct_result result, ct_failure *failure);
  int32_t (*linear)(const ct_tensor *input, const ct_tensor *weight, const ct_tensor *_Nullable bias,
                    ct_result result, ct_failure *failure);
  int32_t (*embedding)(const ct_tensor *table, const ct_tensor *indices, ct_result result, ct_failure *failure);
  int32_t (*conv2d)(const ct_tensor *input, const ct_tensor *weight, const ct_tensor *_Nullable bias, int64_t stride,
                    int64_t padding, ct_result result, ct_failure *failure);
  int32_t (*group_norm)(const ct_tensor *input, int64_t groups, const ct_tensor *_Nullable weight,
                        const ct_tensor *_Nullable bias, double epsilon, ct_result result, ct_failure *failure);
  int32_t (*layer_norm)(const ct_tensor *input, const ct_tensor *_Nullable weight, const ct_tensor *_Nullable bias,
                        double epsilon, ct_result result, ct_failure *failure);
  // One step of an LSTM from its gates before activation [n, 4h], in the order input, forget, cell, output.
  int32_t (*lstm_cell)(const ct_tensor *gates, const ct_tensor *cell, ct_result hidden, ct_result next_cell,
                       ct_failure *failure);
  // Scaled dot-product attention over heads: queries, keys and values packed as [n, s, 3d] give [n, s, d]. `bias` is
  // added to the scores before the softmax, [n, 1 or s, s], for all heads alike; it gets no gradient.
  int32_t (*self_attention)(const ct_tensor *packed, int64_t heads, const ct_tensor *_Nullable bias, ct_result result,
                            ct_failure *failure);
  // The same with queries [n, s, d] and keys and values [n, k, 2d]; `bias` is [n, 1 or s, k].
  int32_t (*cross_attention)(const ct_tensor *queries, const ct_tensor *keys_values, int64_t heads,
                             const ct_tensor *_Nullable bias, ct_result result, ct_failure *failure);
  int32_t (*loss)(ct_loss kind, const ct_tensor *output, const ct_tensor *target, double parameter, ct_result result,
                  ct_failure *failure);
} ct_table;

// The only symbol of the library. Gives NULL when `version` is not the library's.
const ct_table *_Nullable ct_open(int32_t version);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#ifdef __cplusplus
}
#endif

#endif
