#ifndef CPNG_H
#define CPNG_H

#include <stddef.h>
#include <stdint.h>

// libpng reports errors with longjmp, which must not cross a Swift frame: everything that can fail therefore runs
// inside one C call here, which returns 0, or -1 with a message.

enum { CPNG_MESSAGE_SIZE = 128 };

// The pixel formats that are written and read: 3 and 4 bytes a pixel, and one 16-bit value in the machine's byte order;
// and, written only, one byte a pixel that is a place in a palette.
enum { CPNG_RGB = 0, CPNG_RGBA = 1, CPNG_GRAY16 = 2, CPNG_PALETTE = 3 };

// Which of PNG's row filters an encoder may choose from.
enum { CPNG_FILTER_NONE = 0, CPNG_FILTER_SUB = 1, CPNG_FILTER_UP = 2, CPNG_FILTER_PAETH = 3, CPNG_FILTER_ALL = 4 };

// A text chunk, UTF-8, both ended by NUL. One that is plain ASCII becomes tEXt, another iTXt.
typedef struct {
  const char *key;
  const char *value;
} cpng_text;

// What was read; both pointers are owned and released by cpng_release.
typedef struct {
  uint32_t width;
  uint32_t height;
  int32_t format;
  size_t pixel_bytes;
  uint8_t *pixels;
  size_t text_count;
  cpng_text *text;
} cpng_picture;

// Writes a PNG into memory. It exists because png_write_* longjmp; libpng's simplified interface, which does not,
// cannot write text chunks. The palette, red, green and blue of 1 to 256 colours, is for CPNG_PALETTE alone. The bytes are
// released with cpng_free.
int cpng_encode(const uint8_t *pixels, uint32_t width, uint32_t height, int32_t format, int32_t level, int32_t filter,
                const uint8_t *palette, size_t colors, const cpng_text *text, size_t text_count, uint8_t **bytes, size_t *count,
                char message[CPNG_MESSAGE_SIZE]);

// Reads a PNG from memory into one of the formats above. It exists because png_read_* longjmp. Every checksum must
// hold. A picture of more than `limit` bytes is refused.
int cpng_decode(const uint8_t *bytes, size_t count, size_t limit, cpng_picture *picture,
                char message[CPNG_MESSAGE_SIZE]);

// Releases what cpng_decode gave. It exists because C allocated it.
void cpng_release(cpng_picture *picture);

// Releases what cpng_encode gave. It exists because C allocated it.
void cpng_free(uint8_t *bytes);

// The CRC-32 of a chunk's type and data, continued from `crc` (0 to begin). It exists so that animation chunks, which
// libpng does not know, use the same zlib.
uint32_t cpng_crc32(uint32_t crc, const uint8_t *bytes, size_t count);

// "libpng 1.6.39, zlib 1.2.13": the libraries that are loaded. It exists because the versions are C macros and
// functions of two libraries.
void cpng_versions(char message[CPNG_MESSAGE_SIZE]);

#endif
