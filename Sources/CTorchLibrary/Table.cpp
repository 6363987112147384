#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <c10/util/Logging.h>
#include <torch/csrc/api/include/torch/version.h>

#include "Guarded.h"

namespace ct {

thread_local int64_t live = 0;

// Built once: the first caller's thread finds libtorch not yet set up.
static ct_table make_table() {
  // Traces of libtorch's frames take seconds to make and help nobody.
  c10::SetStackTraceFetcher([] { return std::string(); });
  at::set_num_threads(1);
  keep_memory();
  ct_table table;
  table.live = []() noexcept { return live; };
  table.version = []() noexcept { return TORCH_VERSION; };
  table.threads = []() noexcept { return static_cast<int32_t>(at::get_num_threads()); };
  table.set_recording = [](int32_t on) noexcept {
    const bool before = c10::GradMode::is_enabled();
    c10::GradMode::set_enabled(on != 0);
    return static_cast<int32_t>(before);
  };
  fill_storage(table);
  fill_shapes(table);
  fill_arithmetic(table);
  fill_layers(table);
  fill_attention(table);
  return table;
}

}  // namespace ct

extern "C" __attribute__((visibility("default"))) const ct_table *ct_open(int32_t version) {
  if (version != CT_VERSION) return nullptr;
  static const ct_table table = ct::make_table();
  return &table;
}
