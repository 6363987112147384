#include "CKernels.h"

#include <math.h>
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#define INLINE static inline __attribute__((always_inline))
#define UNROLLED _Pragma("clang loop unroll(full)")

// Eight numbers as one value, wherever they stand: a register of AVX2, two of what every x86-64 processor has.
typedef float eight __attribute__((vector_size(32), aligned(4)));
typedef float sixteen __attribute__((vector_size(64), aligned(4)));
typedef int32_t bits __attribute__((vector_size(32), aligned(4)));
#define LOAD(PLACE) (*(const eight *)(PLACE))
#define LOAD16(PLACE) (*(const sixteen *)(PLACE))
#define STORE(PLACE, VALUE) (*(eight *)(PLACE) = (VALUE))

// The number whose upper half this is.
INLINE float ck_upper(uint16_t half) {
  const uint32_t whole = (uint32_t)half << 16;
  float number;
  memcpy(&number, &whole, sizeof number);
  return number;
}

// A 16-bit floating-point number as one of 32 bits, without the processor's help.
static float ck_widened(uint16_t half) {
  const uint32_t sign = (uint32_t)(half & 0x8000) << 16;
  const uint32_t exponent = (half >> 10) & 31, fraction = half & 0x3FF;
  uint32_t whole;
  if (exponent == 0) {
    // A whole number of the smallest steps, 2 to the power of -24.
    const float number = (float)fraction * 0x1p-24f;
    memcpy(&whole, &number, sizeof whole);
    whole |= sign;
  } else {
    whole = sign | (exponent == 31 ? 0x7F800000u : (exponent + 112) << 23) | (fraction << 13);
  }
  float number;
  memcpy(&number, &whole, sizeof number);
  return number;
}

// A group of 4-bit numbers as bytes.
INLINE void ck_unpack(const uint8_t *packed, int8_t *numbers) {
  for (int i = 0; i < CK_GROUP / 2; ++i) {
    numbers[i] = (int8_t)((packed[i] & 15) - 8);
    numbers[i + CK_GROUP / 2] = (int8_t)((packed[i] >> 4) - 8);
  }
}

#define CK(NAME) plain_##NAME
#define CK_NAME "plain"
#define CK_AVX2 0
#define CK_AVX512 0
#include "Kernels.h"
#undef CK
#undef CK_NAME
#undef CK_AVX2
#undef CK_AVX512

#if defined(__x86_64__)
#define CK_AVX2 1

#pragma clang attribute push(__attribute__((target("avx2,f16c"))), apply_to = function)
#define CK(NAME) avx2_##NAME
#define CK_NAME "avx2"
#define CK_AVX512 0
#include "Kernels.h"
#undef CK
#undef CK_NAME
#undef CK_AVX512
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx2,f16c,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"))), apply_to = function)
#define CK(NAME) avx512_##NAME
#define CK_NAME "avx512vnni"
#define CK_AVX512 1
#include "Kernels.h"
#undef CK
#undef CK_NAME
#undef CK_AVX512
#pragma clang attribute pop
#endif

const ck_table *ck_kernels(int index) {
  if (index == 0) return &plain_table;
#if defined(__x86_64__)
  __builtin_cpu_init();
  const int has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("f16c");
  if (index == 1 && has_avx2) return &avx2_table;
  const int has_avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
                         __builtin_cpu_supports("avx512vnni");
  if (index == 2 && has_avx2 && has_avx512) return &avx512_table;
#endif
  return NULL;
}
