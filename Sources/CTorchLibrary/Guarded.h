#ifndef GUARDED_H
#define GUARDED_H

#include <ATen/ATen.h>

#include <cstring>
#include <exception>
#include <utility>

#include "CTorch.h"

namespace ct {

// The live tensors of this thread.
extern thread_local int64_t live;

inline const at::Tensor &of(const ct_tensor *tensor) { return *reinterpret_cast<const at::Tensor *>(tensor); }
inline at::Tensor &of(ct_tensor *tensor) { return *reinterpret_cast<at::Tensor *>(tensor); }

inline c10::optional<at::Tensor> optional_of(const ct_tensor *tensor) {
  if (tensor == nullptr) return {};
  return of(tensor);
}

inline at::IntArrayRef list(const int64_t *values, int32_t count) {
  return at::IntArrayRef(values, static_cast<size_t>(count));
}

// Hands a tensor to the caller.
inline ct_tensor *own(at::Tensor tensor) {
  auto *owned = new at::Tensor(std::move(tensor));
  ++live;
  return reinterpret_cast<ct_tensor *>(owned);
}

inline int32_t fail(ct_failure *failure, const char *message) noexcept {
  std::strncpy(failure->message, message, CT_MESSAGE_SIZE - 1);
  failure->message[CT_MESSAGE_SIZE - 1] = 0;
  return -1;
}

// Runs what may throw; no exception leaves it.
template <typename Body>
inline int32_t guarded(ct_failure *failure, Body &&body) noexcept {
  try {
    body();
    return 0;
  } catch (const c10::Error &error) {
    return fail(failure, error.what_without_backtrace());
  } catch (const std::exception &error) {
    return fail(failure, error.what());
  } catch (...) {
    return fail(failure, "an exception of an unknown kind");
  }
}

// The same for a body that gives a tensor.
template <typename Body>
inline int32_t giving(ct_result result, ct_failure *failure, Body &&body) noexcept {
  return guarded(failure, [&] { *result = own(body()); });
}

// Keeps the memory of tensors for the next ones.
void keep_memory();

// The parts of the table, filled by the file of their name.
void fill_storage(ct_table &table);
void fill_shapes(ct_table &table);
void fill_arithmetic(ct_table &table);
void fill_layers(ct_table &table);
void fill_attention(ct_table &table);

}  // namespace ct

#endif
