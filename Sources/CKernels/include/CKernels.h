#ifndef CKERNELS_H
#define CKERNELS_H

#include <stdint.h>

/// Weights that share a scale, and what rows are padded to.
#define CK_GROUP 32

/// Largest width of one head of an attention.
#define CK_LARGEST_HEAD 512

/// The kernels for one set of instructions.
///
/// All sets give the same bits: sums run over the same lanes in the same order everywhere, products and sums are rounded
/// separately, and what is summed as integers is exact. `inputs` is a multiple of `CK_GROUP`; rows are padded with zeros.
/// Results stand one row after the other, `outputs` numbers each.
typedef struct {
  /// The name of the set.
  const char *name;

  /// Rows times a matrix of 32-bit numbers [outputs, inputs].
  void (*linear_float32)(const float *rows, int count, const float *weights, int outputs, int inputs, float *out);

  /// Rows times a matrix of 16-bit floating-point numbers [outputs, inputs].
  void (*linear_float16)(const float *rows, int count, const uint16_t *weights, int outputs, int inputs, float *out);

  /// Rounds rows to 8 bits, with a scale for each group: the largest of the group becomes 127.
  /// A group with a number that is not finite gets a scale that is not a number.
  void (*round_rows)(const float *rows, int count, int inputs, int8_t *numbers, float *scales);

  /// Rounded rows times a matrix of 8-bit numbers [outputs, inputs], none of them -128, with a scale for each group: the
  /// upper half of a 32-bit floating-point number.
  void (*linear_int8)(const int8_t *rows, const float *row_scales, int count, const int8_t *weights,
                      const uint16_t *scales, int outputs, int inputs, float *out);

  /// The same with 4-bit numbers: a group is 16 bytes, its first half in the lower bits, 8 standing for 0.
  void (*linear_int4)(const int8_t *rows, const float *row_scales, int count, const uint8_t *weights,
                      const uint16_t *scales, int outputs, int inputs, float *out);

  /// Rows with mean 0 and variance 1, then scaled and shifted.
  void (*layer_norm)(const float *rows, int count, int width, const float *scale, const float *shift, float epsilon,
                     float *out);

  /// GELU in its erf form, in place.
  void (*gelu)(float *values, int count);

  /// Adds `factor` times the second list to the first.
  void (*add_scaled)(float *values, const float *added, float factor, int count);

  /// Scaled dot-product attention; row i of each begins at i times its stride, heads side by side.
  /// `bias` is added to the scores, [queries or 1, keys] by its stride, or null. `scores` has room for `keys` + 7 numbers.
  void (*attention)(const float *queries, int query_stride, int query_count, const float *keys, const float *values,
                    int key_stride, int key_count, int heads, int width, const float *bias, int bias_stride,
                    float *scores, float *out);
} ck_table;

/// The kernels for sets of instructions that this processor has, the plainest first; null past the last.
/// Must exist because the choice is made when the program runs, by what the processor says of itself.
const ck_table *ck_kernels(int index);

#endif
