#include <c10/core/CPUAllocator.h>
#include <malloc.h>

#include <array>
#include <cstdlib>
#include <new>

#include "Guarded.h"

// Memory of tensors, kept for the next tensor of its size. The C library gives large blocks back to the system when
// they are released, and every new one is then paid for page by page: up to four fifths of a convolution's time.
// Each thread keeps its own blocks, so nothing is locked; those unused for longest go back to the system when a thread
// holds a quarter more than it ever used at once.

namespace ct {
namespace {

constexpr size_t alignment = 64;
// Sizes are rounded up to one of eight steps between powers of two, so at most an eighth is wasted.
constexpr size_t smallest_power = 6, largest_power = 40, steps = 8;
constexpr size_t class_count = (largest_power - smallest_power) * steps + 1;

// Before each block's bytes; released blocks are in two rings, of their size and of their thread.
struct alignas(alignment) Block {
  size_t size_class;
  Block *next_of_size, *previous_of_size;
  Block *next_released, *previous_released;

  void *bytes() { return this + 1; }
  static Block *of(void *bytes) { return static_cast<Block *>(bytes) - 1; }
};

size_t class_of(size_t size) {
  if (size <= (size_t(1) << smallest_power)) return 0;
  const size_t power = 63 - static_cast<size_t>(__builtin_clzl(size - 1));
  const size_t step = ((size - 1) - (size_t(1) << power)) / ((size_t(1) << power) / steps);
  return (power - smallest_power) * steps + step + 1;
}

size_t size_of(size_t size_class) {
  const size_t power = smallest_power + size_class / steps;
  return (size_t(1) << power) + (size_class % steps) * ((size_t(1) << power) / steps);
}

class ThreadBlocks {
 public:
  ThreadBlocks() {
    of_size.fill(nullptr);
    oldest = newest = nullptr;
  }
  ThreadBlocks(const ThreadBlocks &) = delete;
  ThreadBlocks &operator=(const ThreadBlocks &) = delete;
  ~ThreadBlocks() {
    while (oldest != nullptr) give_back(oldest);
    ended = true;
  }

  void *take(size_t size_class) {
    in_use += static_cast<int64_t>(size_of(size_class));
    if (in_use > most_in_use) most_in_use = in_use;
    if (Block *block = of_size[size_class]) {
      unlink(block);
      return block->bytes();
    }
    return fresh(size_class);
  }

  void keep(Block *block) {
    const auto size = static_cast<int64_t>(size_of(block->size_class));
    in_use -= size;
    kept += size;
    block->previous_of_size = nullptr;
    block->next_of_size = of_size[block->size_class];
    if (block->next_of_size != nullptr) block->next_of_size->previous_of_size = block;
    of_size[block->size_class] = block;
    block->next_released = nullptr;
    block->previous_released = newest;
    (newest != nullptr ? newest->next_released : oldest) = block;
    newest = block;
    while (kept + in_use > most_in_use + most_in_use / 4 && kept > always_kept) give_back(oldest);
  }

  static void *fresh(size_t size_class) {
    void *memory = nullptr;
    if (posix_memalign(&memory, alignment, sizeof(Block) + size_of(size_class)) != 0) throw std::bad_alloc();
    auto *block = new (memory) Block;
    block->size_class = size_class;
    return block->bytes();
  }

  // What is released after the thread's own variables have gone is not kept.
  static thread_local bool ended;

 private:
  void unlink(Block *block) {
    kept -= static_cast<int64_t>(size_of(block->size_class));
    (block->previous_of_size != nullptr ? block->previous_of_size->next_of_size : of_size[block->size_class]) =
        block->next_of_size;
    if (block->next_of_size != nullptr) block->next_of_size->previous_of_size = block->previous_of_size;
    (block->previous_released != nullptr ? block->previous_released->next_released : oldest) = block->next_released;
    (block->next_released != nullptr ? block->next_released->previous_released : newest) = block->previous_released;
  }

  void give_back(Block *block) {
    unlink(block);
    std::free(block);
  }

  static constexpr int64_t always_kept = int64_t(1) << 24;
  std::array<Block *, class_count> of_size;
  Block *oldest, *newest;
  // In bytes. Tensors that another thread releases make the first number negative; it is a guide, not an account.
  int64_t in_use = 0, most_in_use = 0, kept = 0;
};

thread_local bool ThreadBlocks::ended = false;

ThreadBlocks &blocks() {
  static thread_local ThreadBlocks own;
  return own;
}

void release(void *bytes) {
  if (bytes == nullptr) return;
  Block *block = Block::of(bytes);
  if (ThreadBlocks::ended) {
    std::free(block);
  } else {
    blocks().keep(block);
  }
}

struct KeepingAllocator final : at::Allocator {
  at::DataPtr allocate(size_t size) const override {
    void *bytes = nullptr;
    if (size > 0) {
      TORCH_CHECK(size <= (size_t(1) << (largest_power - 1)), size, " bytes for one tensor");
      bytes = ThreadBlocks::ended ? ThreadBlocks::fresh(class_of(size)) : blocks().take(class_of(size));
    }
    return {bytes, bytes, &release, at::Device(at::DeviceType::CPU)};
  }
  at::DeleterFnPtr raw_deleter() const override { return &release; }
};

}  // namespace

void keep_memory() {
  // What is not a tensor and very large, such as all gradients as one list, goes back at once: kept by the C library,
  // which learns to do so, it is a third of what a small training takes. What is smaller, such as the room that
  // convolutions work in, is kept: paid for page by page each time, it would be a sixth of their time.
  mallopt(M_MMAP_THRESHOLD, 1 << 24);
  static KeepingAllocator allocator;
  c10::SetCPUAllocator(&allocator, 100);
}

}  // namespace ct
