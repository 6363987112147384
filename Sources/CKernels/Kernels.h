// The kernels, included once for each set of instructions: CK(name) gives the set's names, CK_AVX2 and CK_AVX512 say
// whether intrinsics of these may be used. Loops over `eight` are the same operations everywhere.

// Adds up the lanes of up to four registers: ((0 + 1) + (2 + 3)) + ((4 + 5) + (6 + 7)) each.
INLINE void CK(sums_of_four)(const eight *lanes, float *out, int rows, intptr_t stride) {
#if CK_AVX2
  const __m256 first = _mm256_hadd_ps((__m256)lanes[0], (__m256)lanes[1]);
  const __m256 second = _mm256_hadd_ps((__m256)lanes[2], (__m256)lanes[3]);
  const __m256 halves = _mm256_hadd_ps(first, second);
  const __m128 sums = _mm_add_ps(_mm256_castps256_ps128(halves), _mm256_extractf128_ps(halves, 1));
  for (int r = 0; r < rows; ++r) out[r * stride] = sums[r];
#else
  for (int r = 0; r < rows; ++r) {
    const eight l = lanes[r];
    out[r * stride] = ((l[0] + l[1]) + (l[2] + l[3])) + ((l[4] + l[5]) + (l[6] + l[7]));
  }
#endif
}

INLINE void CK(sums)(const eight *lanes, float *out, int rows, intptr_t stride) {
  CK(sums_of_four)(lanes, out, rows < 4 ? rows : 4, stride);
  if (rows > 4) CK(sums_of_four)(lanes + 4, out + 4 * stride, rows - 4, stride);
}

INLINE float CK(sum)(const eight *l) {
  return (((*l)[0] + (*l)[1]) + ((*l)[2] + (*l)[3])) + (((*l)[4] + (*l)[5]) + ((*l)[6] + (*l)[7]));
}

// MARK: Matrices. `rows` is 1 to 8 and known when compiled, so that the lanes of all rows stay in registers. A row has two
// sets of lanes, for even and odd places of eight numbers or of a group, which are added up at the end.

#if CK_AVX512
INLINE void CK(folded)(const sixteen *lanes, const int rows, eight *out) {
  UNROLLED for (int r = 0; r < rows; ++r) {
    out[r] = __builtin_shufflevector(lanes[r], lanes[r], 0, 1, 2, 3, 4, 5, 6, 7) +
             __builtin_shufflevector(lanes[r], lanes[r], 8, 9, 10, 11, 12, 13, 14, 15);
  }
}
#endif

INLINE void CK(dots_float32)(const float *x, const int rows, int inputs, const float *weights, float *out,
                             intptr_t stride) {
  eight even[8] = {0};
#if CK_AVX512
  sixteen lanes[8] = {0};
  for (int k = 0; k < inputs; k += 16) {
    const sixteen w = LOAD16(weights + k);
    UNROLLED for (int r = 0; r < rows; ++r) lanes[r] += w * LOAD16(x + (intptr_t)r * inputs + k);
  }
  CK(folded)(lanes, rows, even);
#else
  eight odd[8] = {0};
  for (int k = 0; k < inputs; k += 16) {
    const eight first = LOAD(weights + k), second = LOAD(weights + k + 8);
    UNROLLED for (int r = 0; r < rows; ++r) {
      const float *row = x + (intptr_t)r * inputs + k;
      even[r] += first * LOAD(row);
      odd[r] += second * LOAD(row + 8);
    }
  }
  UNROLLED for (int r = 0; r < rows; ++r) even[r] += odd[r];
#endif
  CK(sums)(even, out, rows, stride);
}

INLINE void CK(dots_float16)(const float *x, const int rows, int inputs, const uint16_t *weights, float *out,
                             intptr_t stride) {
  eight even[8] = {0};
#if CK_AVX512
  sixteen lanes[8] = {0};
  for (int k = 0; k < inputs; k += 16) {
    const sixteen w = (sixteen)_mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)(weights + k)));
    UNROLLED for (int r = 0; r < rows; ++r) lanes[r] += w * LOAD16(x + (intptr_t)r * inputs + k);
  }
  CK(folded)(lanes, rows, even);
#else
  eight odd[8] = {0};
  for (int k = 0; k < inputs; k += 16) {
#if CK_AVX2
    const eight first = (eight)_mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(weights + k)));
    const eight second = (eight)_mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(weights + k + 8)));
#else
    eight first, second;
    for (int i = 0; i < 8; ++i) {
      first[i] = ck_widened(weights[k + i]);
      second[i] = ck_widened(weights[k + 8 + i]);
    }
#endif
    UNROLLED for (int r = 0; r < rows; ++r) {
      const float *row = x + (intptr_t)r * inputs + k;
      even[r] += first * LOAD(row);
      odd[r] += second * LOAD(row + 8);
    }
  }
  UNROLLED for (int r = 0; r < rows; ++r) even[r] += odd[r];
#endif
  CK(sums)(even, out, rows, stride);
}

// One group of weights against the same group of each row, added to the rows' lanes: lane j gets the products of places
// 4j to 4j + 3. A weight's sign goes to the row's number, as products of bytes take one without a sign.
#if CK_AVX2
INLINE void CK(add_group)(__m256i w, float scale, const int8_t *x, const float *row_scales, const int rows, int inputs,
                          int group, eight *lanes) {
  const intptr_t groups = inputs / CK_GROUP;
  const __m256i magnitudes = _mm256_abs_epi8(w);
  const __m256 scales = _mm256_set1_ps(scale);
  UNROLLED for (int r = 0; r < rows; ++r) {
    const __m256i row = _mm256_loadu_si256((const __m256i *)(x + (intptr_t)r * inputs + group * CK_GROUP));
    const __m256i pairs = _mm256_maddubs_epi16(magnitudes, _mm256_sign_epi8(row, w));
    const __m256 products = _mm256_cvtepi32_ps(_mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
    const __m256 both = _mm256_mul_ps(scales, _mm256_broadcast_ss(row_scales + r * groups + group));
    lanes[r] += (eight)_mm256_mul_ps(products, both);
  }
}
#else
INLINE void CK(add_group)(const int8_t *w, float scale, const int8_t *x, const float *row_scales, const int rows,
                          int inputs, int group, eight *lanes) {
  const intptr_t groups = inputs / CK_GROUP;
  for (int r = 0; r < rows; ++r) {
    const int8_t *row = x + (intptr_t)r * inputs + group * CK_GROUP;
    const float both = scale * row_scales[r * groups + group];
    eight products;
    for (int j = 0; j < 8; ++j) {
      int32_t sum = 0;
      for (int i = 4 * j; i < 4 * j + 4; ++i) sum += (int32_t)w[i] * row[i];
      products[j] = (float)sum;
    }
    lanes[r] += products * both;
  }
}
#endif

#if CK_AVX512
// Two groups at once, the even one in the first eight lanes.
INLINE void CK(add_groups)(__m512i w, const uint16_t *scales, const int8_t *x, const float *row_scales, const int rows,
                           int inputs, int group, sixteen *lanes) {
  const intptr_t groups = inputs / CK_GROUP;
  const __m512i magnitudes = _mm512_abs_epi8(w), halves = _mm512_set_epi32(1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0);
  const __mmask64 negative = _mm512_movepi8_mask(w);
  const __m512 steps = _mm512_insertf32x8(_mm512_set1_ps(ck_upper(scales[group])),
                                          _mm256_set1_ps(ck_upper(scales[group + 1])), 1);
  UNROLLED for (int r = 0; r < rows; ++r) {
    const __m512i row = _mm512_loadu_si512(x + (intptr_t)r * inputs + group * CK_GROUP);
    const __m512i signs = _mm512_mask_sub_epi8(row, negative, _mm512_setzero_si512(), row);
    const __m512 products = _mm512_cvtepi32_ps(_mm512_dpbusd_epi32(_mm512_setzero_si512(), magnitudes, signs));
    double pair;
    memcpy(&pair, row_scales + r * groups + group, sizeof pair);
    const __m512 row_steps = _mm512_permutexvar_ps(halves, _mm512_castpd_ps(_mm512_set1_pd(pair)));
    lanes[r] += (sixteen)_mm512_mul_ps(products, _mm512_mul_ps(steps, row_steps));
  }
}

// Two groups of 4-bit numbers as bytes.
INLINE __m512i CK(unpacked_groups)(const uint8_t *weights) {
  const __m256i pairs = _mm256_loadu_si256((const __m256i *)weights), lower = _mm256_set1_epi8(15);
  const __m256i first = _mm256_and_si256(pairs, lower), second = _mm256_and_si256(_mm256_srli_epi16(pairs, 4), lower);
  const __m512i both = _mm512_inserti64x4(_mm512_castsi256_si512(first), second, 1);
  return _mm512_sub_epi8(_mm512_shuffle_i64x2(both, both, _MM_SHUFFLE(3, 1, 2, 0)), _mm512_set1_epi8(8));
}
#endif

#if CK_AVX2
INLINE __m256i CK(unpacked)(const uint8_t *weights) {
  const __m128i pairs = _mm_loadu_si128((const __m128i *)weights), lower = _mm_set1_epi8(15);
  const __m128i first = _mm_and_si128(pairs, lower), second = _mm_and_si128(_mm_srli_epi16(pairs, 4), lower);
  return _mm256_sub_epi8(_mm256_set_m128i(second, first), _mm256_set1_epi8(8));
}
#define CK_INT8(G) _mm256_loadu_si256((const __m256i *)(weights + (intptr_t)(G) * CK_GROUP))
#define CK_INT4(G) CK(unpacked)(weights + (intptr_t)(G) * (CK_GROUP / 2))
#else
#define CK_INT8(G) (weights + (intptr_t)(G) * CK_GROUP)
#define CK_INT4(G) (ck_unpack(weights + (intptr_t)(G) * (CK_GROUP / 2), unpacked), unpacked)
#endif

// All groups of a row of weights, two at a time.
#if CK_AVX512
#define CK_ALL_GROUPS(ONE, TWO)                                                                             \
  eight even[8] = {0};                                                                                      \
  sixteen lanes[8] = {0};                                                                                   \
  int g = 0;                                                                                                \
  for (; g + 2 <= groups; g += 2) CK(add_groups)(TWO, scales, x, row_scales, rows, inputs, g, lanes);       \
  if (g < groups) {                                                                                         \
    eight last[8], odd[8];                                                                                  \
    UNROLLED for (int r = 0; r < rows; ++r) {                                                               \
      last[r] = __builtin_shufflevector(lanes[r], lanes[r], 0, 1, 2, 3, 4, 5, 6, 7);                        \
      odd[r] = __builtin_shufflevector(lanes[r], lanes[r], 8, 9, 10, 11, 12, 13, 14, 15);                   \
    }                                                                                                       \
    CK(add_group)(ONE, ck_upper(scales[g]), x, row_scales, rows, inputs, g, last);                          \
    UNROLLED for (int r = 0; r < rows; ++r) even[r] = last[r] + odd[r];                                     \
  } else {                                                                                                  \
    CK(folded)(lanes, rows, even);                                                                          \
  }                                                                                                         \
  CK(sums)(even, out, rows, stride);
#else
#define CK_ALL_GROUPS(ONE, TWO)                                                                             \
  eight even[8] = {0}, odd[8] = {0};                                                                        \
  int g = 0;                                                                                                \
  for (; g + 2 <= groups; g += 2) {                                                                         \
    CK(add_group)(ONE, ck_upper(scales[g]), x, row_scales, rows, inputs, g, even);                          \
    ++g;                                                                                                    \
    CK(add_group)(ONE, ck_upper(scales[g]), x, row_scales, rows, inputs, g, odd);                           \
    --g;                                                                                                    \
  }                                                                                                         \
  if (g < groups) CK(add_group)(ONE, ck_upper(scales[g]), x, row_scales, rows, inputs, g, even);            \
  UNROLLED for (int r = 0; r < rows; ++r) even[r] += odd[r];                                                \
  CK(sums)(even, out, rows, stride);
#endif

INLINE void CK(dots_int8)(const int8_t *x, const float *row_scales, const int rows, int inputs, const int8_t *weights,
                          const uint16_t *scales, float *out, intptr_t stride) {
  const int groups = inputs / CK_GROUP;
  CK_ALL_GROUPS(CK_INT8(g), _mm512_loadu_si512(weights + (intptr_t)g * CK_GROUP))
}

INLINE void CK(dots_int4)(const int8_t *x, const float *row_scales, const int rows, int inputs, const uint8_t *weights,
                          const uint16_t *scales, float *out, intptr_t stride) {
  const int groups = inputs / CK_GROUP;
#if !CK_AVX2
  int8_t unpacked[CK_GROUP];
#endif
  CK_ALL_GROUPS(CK_INT4(g), CK(unpacked_groups)(weights + (intptr_t)g * (CK_GROUP / 2)))
}
#undef CK_ALL_GROUPS
#undef CK_INT8
#undef CK_INT4

// As many rows at a time as there are registers for, then what is left, for each output.
#if CK_AVX512
#define CK_BLOCK 8
#else
#define CK_BLOCK 4
#endif
#define CK_EACH_OUTPUT(DOTS)                               \
  for (int o = 0; o < outputs; ++o) {                      \
    int first = 0;                                         \
    for (; first + CK_BLOCK <= count; first += CK_BLOCK) { \
      DOTS(CK_BLOCK);                                      \
    }                                                      \
    if (count - first >= 4) {                              \
      DOTS(4);                                             \
      first += 4;                                          \
    }                                                      \
    switch (count - first) {                               \
      case 3: DOTS(3); break;                              \
      case 2: DOTS(2); break;                              \
      case 1: DOTS(1); break;                              \
      default: break;                                      \
    }                                                      \
  }
#define CK_OUT out + (intptr_t)first *outputs + o, outputs

static void CK(linear_float32)(const float *rows, int count, const float *weights, int outputs, int inputs,
                               float *out) {
#define DOTS(N) CK(dots_float32)(rows + (intptr_t)first * inputs, N, inputs, weights + (intptr_t)o * inputs, CK_OUT)
  CK_EACH_OUTPUT(DOTS)
#undef DOTS
}

static void CK(linear_float16)(const float *rows, int count, const uint16_t *weights, int outputs, int inputs,
                               float *out) {
#define DOTS(N) CK(dots_float16)(rows + (intptr_t)first * inputs, N, inputs, weights + (intptr_t)o * inputs, CK_OUT)
  CK_EACH_OUTPUT(DOTS)
#undef DOTS
}

static void CK(linear_int8)(const int8_t *rows, const float *row_scales, int count, const int8_t *weights,
                            const uint16_t *scales, int outputs, int inputs, float *out) {
  const intptr_t groups = inputs / CK_GROUP;
#define DOTS(N)                                                                                         \
  CK(dots_int8)(rows + (intptr_t)first * inputs, row_scales + first * groups, N, inputs, weights + (intptr_t)o * inputs, \
                scales + o * groups, CK_OUT)
  CK_EACH_OUTPUT(DOTS)
#undef DOTS
}

static void CK(linear_int4)(const int8_t *rows, const float *row_scales, int count, const uint8_t *weights,
                            const uint16_t *scales, int outputs, int inputs, float *out) {
  const intptr_t groups = inputs / CK_GROUP;
#define DOTS(N)                                                                                \
  CK(dots_int4)(rows + (intptr_t)first * inputs, row_scales + first * groups, N, inputs,       \
                weights + (intptr_t)o * (inputs / 2), scales + o * groups, CK_OUT)
  CK_EACH_OUTPUT(DOTS)
#undef DOTS
}
#undef CK_EACH_OUTPUT
#undef CK_OUT
#undef CK_BLOCK

// MARK: Rows

static void CK(round_rows)(const float *rows, int count, int inputs, int8_t *numbers, float *scales) {
  const intptr_t groups = (intptr_t)count * (inputs / CK_GROUP);
  for (intptr_t g = 0; g < groups; ++g) {
    const float *x = rows + g * CK_GROUP;
    eight largest = {0}, probe = {0};
    for (int k = 0; k < CK_GROUP; k += 8) {
      const eight v = LOAD(x + k);
      const eight magnitude = (eight)((bits)v & 0x7FFFFFFF);
      const bits larger = magnitude > largest;
      largest = (eight)((larger & (bits)magnitude) | (~larger & (bits)largest));
      probe += v * 0.0f;
    }
    float most = 0;
    for (int j = 0; j < 8; ++j) most = largest[j] > most ? largest[j] : most;
    const float finite = CK(sum)(&probe);
    const float step = most < 1e-30f ? 0 : most / 127;
    const float inverse = step > 0 && finite == 0 ? 1 / step : 0;
    scales[g] = step + finite;
    for (int k = 0; k < CK_GROUP; k += 8) {
      // Adding this number leaves the nearest whole one, even where there are two, in the lowest bits.
      const bits whole = (bits)(LOAD(x + k) * inverse + 12582912.0f);
      for (int j = 0; j < 8; ++j) numbers[g * CK_GROUP + k + j] = (int8_t)whole[j];
    }
  }
}

static void CK(layer_norm)(const float *rows, int count, int width, const float *scale, const float *shift,
                           float epsilon, float *out) {
  for (int r = 0; r < count; ++r) {
    const float *x = rows + (intptr_t)r * width;
    float *y = out + (intptr_t)r * width;
    eight lanes = {0};
    int k = 0;
    for (; k + 8 <= width; k += 8) lanes += LOAD(x + k);
    float sum = CK(sum)(&lanes);
    for (; k < width; ++k) sum += x[k];
    const float mean = sum / (float)width;
    lanes = (eight){0};
    for (k = 0; k + 8 <= width; k += 8) {
      const eight v = LOAD(x + k) - mean;
      lanes += v * v;
    }
    sum = CK(sum)(&lanes);
    for (; k < width; ++k) sum += (x[k] - mean) * (x[k] - mean);
    const float factor = 1 / sqrtf(sum / (float)width + epsilon);
    for (k = 0; k + 8 <= width; k += 8) STORE(y + k, (LOAD(x + k) - mean) * factor * LOAD(scale + k) + LOAD(shift + k));
    for (; k < width; ++k) y[k] = (x[k] - mean) * factor * scale[k] + shift[k];
  }
}

// 0.5 x (1 + erf(x / sqrt 2)); erf as x times a quotient of polynomials in its square, fitted on [-4, 4] to 4e-7.
INLINE void CK(gelu_of)(eight *values) {
  static const float upper[6] = {1.1283791065216064f,    0.19354528188705444f,   0.05310177430510521f,
                                 0.0038833541329950094f, 0.0002845663111656904f, 1.986782535823295e-06f};
  static const float lower[6] = {1.0f,                  0.50485759973526f,      0.11535008996725082f,
                                 0.015207270160317421f, 0.0011855739867314696f, 3.742019907804206e-05f};
  const eight x = *values;
  const eight wide = x * 0.70710678f, most = (eight){0} + 4, least = (eight){0} - 4;
  const bits above = wide > most, below = wide < least;
  const eight v = (eight)((above & (bits)most) | (below & (bits)least) | (~(above | below) & (bits)wide));
  const eight square = v * v;
  eight p = (eight){0} + upper[5], q = (eight){0} + lower[5];
  UNROLLED for (int i = 4; i >= 0; --i) {
    p = p * square + upper[i];
    q = q * square + lower[i];
  }
  *values = 0.5f * x * (1 + v * p / q);
}

static void CK(gelu)(float *values, int count) {
  int k = 0;
  for (; k + 8 <= count; k += 8) {
    eight v = LOAD(values + k);
    CK(gelu_of)(&v);
    STORE(values + k, v);
  }
  if (k < count) {
    eight v = {0};
    for (int j = 0; j < count - k; ++j) v[j] = values[k + j];
    CK(gelu_of)(&v);
    for (int j = 0; j < count - k; ++j) values[k + j] = v[j];
  }
}

static void CK(add_scaled)(float *values, const float *added, float factor, int count) {
  int k = 0;
  for (; k + 8 <= count; k += 8) STORE(values + k, LOAD(values + k) + LOAD(added + k) * factor);
  for (; k < count; ++k) values[k] = values[k] + added[k] * factor;
}

// MARK: Attention

// The exponential of numbers that are at most 0; 0 below -87.
INLINE void CK(exponential)(eight *values) {
  const eight x = *values;
  const bits counts = x >= -87.0f;
  const eight v = (eight)(counts & (bits)x);
  const eight whole = v * 1.44269504f + 12582912.0f;
  const eight n = whole - 12582912.0f;
  const eight r = (v - n * 0.693359375f) + n * 2.12194440e-4f;
  eight p = (eight){0} + 1.0f / 5040;
  p = p * r + 1.0f / 720;
  p = p * r + 1.0f / 120;
  p = p * r + 1.0f / 24;
  p = p * r + 1.0f / 6;
  p = p * r + 0.5f;
  p = p * r + 1.0f;
  p = p * r + 1.0f;
  const bits power = (bits)whole << 23;
  *values = (eight)(((bits)p + power) & counts);
}

INLINE float CK(dot)(const float *a, const float *b, int width) {
  eight lanes = {0};
  int k = 0;
  for (; k + 8 <= width; k += 8) lanes += LOAD(a + k) * LOAD(b + k);
  float sum = CK(sum)(&lanes);
  for (; k < width; ++k) sum += a[k] * b[k];
  return sum;
}

// A row of weights from scores; places past the last are there to be read and are 0 afterwards.
INLINE void CK(softmax)(float *scores, int count) {
  float most = scores[0];
  for (int j = 1; j < count; ++j) most = scores[j] > most ? scores[j] : most;
  for (int j = count; j % 8 != 0; ++j) scores[j] = -INFINITY;
  eight lanes = {0};
  for (int j = 0; j < count; j += 8) {
    eight v = LOAD(scores + j) - most;
    CK(exponential)(&v);
    STORE(scores + j, v);
    lanes += v;
  }
  const float factor = 1 / CK(sum)(&lanes);
  for (int j = 0; j < count; j += 8) STORE(scores + j, LOAD(scores + j) * factor);
}

static void CK(attention)(const float *queries, int query_stride, int query_count, const float *keys,
                          const float *values, int key_stride, int key_count, int heads, int width, const float *bias,
                          int bias_stride, float *scores, float *out) {
  const float scale = 1 / sqrtf((float)width);
  for (int h = 0; h < heads; ++h) {
    for (int i = 0; i < query_count; ++i) {
      const float *query = queries + (intptr_t)i * query_stride + h * width;
      for (int j = 0; j < key_count; ++j) {
        scores[j] = scale * CK(dot)(query, keys + (intptr_t)j * key_stride + h * width, width);
        if (bias) scores[j] = scores[j] + bias[(intptr_t)i * bias_stride + j];
      }
      CK(softmax)(scores, key_count);
      float *mixed = out + ((intptr_t)i * heads + h) * width;
      memset(mixed, 0, (size_t)width * sizeof(float));
      for (int j = 0; j < key_count; ++j) {
        CK(add_scaled)(mixed, values + (intptr_t)j * key_stride + h * width, scores[j], width);
      }
    }
  }
}

static const ck_table CK(table) = {
    CK_NAME,         CK(linear_float32), CK(linear_float16), CK(round_rows), CK(linear_int8),
    CK(linear_int4), CK(layer_norm),     CK(gelu),           CK(add_scaled), CK(attention),
};
