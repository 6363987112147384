#include "CPNG.h"

#include <limits.h>
#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

// Both directions follow one pattern: the outer function owns the state and frees it; the inner one sets the jump and
// has no local that changes afterwards, so that nothing is indeterminate after a longjmp.

static void keep_message(png_structp png, png_const_charp text) {
  snprintf(png_get_error_ptr(png), CPNG_MESSAGE_SIZE, "%s", text);
  png_longjmp(png, 1);
}

static void ignore_warning(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

static int is_little_endian(void) {
  const uint16_t one = 1;
  return *(const uint8_t *)&one == 1;
}

// ---- writing -------------------------------------------------------------------------------------------------------

struct writer {
  png_structp png;
  png_infop info;
  png_text *chunks;
  const uint8_t *pixels;
  size_t row_bytes;
  uint32_t width, height;
  int32_t format, level, filter;
  png_color palette[256];
  size_t colors;
  const cpng_text *text;
  size_t text_count;
  uint8_t *bytes;
  size_t count, capacity;
};

static void append(png_structp png, png_bytep data, size_t length) {
  struct writer *w = png_get_io_ptr(png);
  if (w->capacity - w->count < length) {
    size_t capacity = w->capacity < 4096 ? 4096 : w->capacity;
    while (capacity - w->count < length) capacity *= 2;
    uint8_t *bytes = realloc(w->bytes, capacity);
    if (!bytes) png_error(png, "out of memory");
    w->bytes = bytes;
    w->capacity = capacity;
  }
  memcpy(w->bytes + w->count, data, length);
  w->count += length;
}

static void nothing_to_flush(png_structp png) { (void)png; }

static int is_ascii(const char *text) {
  for (; *text; text++)
    if ((unsigned char)*text >= 0x80) return 0;
  return 1;
}

static void write_everything(struct writer *w) {
  static const int filters[] = {PNG_FILTER_NONE, PNG_FILTER_SUB, PNG_FILTER_UP, PNG_FILTER_PAETH, PNG_ALL_FILTERS};
  static const int types[] = {PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGB_ALPHA, PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_PALETTE};
  png_set_write_fn(w->png, w, append, nothing_to_flush);
  png_set_user_limits(w->png, 0x7fffffff, 0x7fffffff);
  png_set_compression_level(w->png, w->level);
  // libpng would choose this for filtered rows itself; said here so that a change of its default changes no bytes.
  png_set_compression_strategy(w->png, w->filter == CPNG_FILTER_NONE ? Z_DEFAULT_STRATEGY : Z_FILTERED);
  png_set_filter(w->png, PNG_FILTER_TYPE_BASE, filters[w->filter]);
  png_set_IHDR(w->png, w->info, w->width, w->height, w->format == CPNG_GRAY16 ? 16 : 8, types[w->format],
               PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (w->format == CPNG_PALETTE) png_set_PLTE(w->png, w->info, w->palette, (int)w->colors);
  for (size_t i = 0; i < w->text_count; i++) {
    png_text *chunk = w->chunks + i;
    chunk->key = (char *)w->text[i].key;
    chunk->text = (char *)w->text[i].value;
    chunk->compression = is_ascii(w->text[i].value) ? PNG_TEXT_COMPRESSION_NONE : PNG_ITXT_COMPRESSION_NONE;
  }
  if (w->text_count) png_set_text(w->png, w->info, w->chunks, (int)w->text_count);
  png_write_info(w->png, w->info);
  if (w->format == CPNG_GRAY16 && is_little_endian()) png_set_swap(w->png);
  for (uint32_t y = 0; y < w->height; y++) png_write_row(w->png, w->pixels + y * w->row_bytes);
  png_write_end(w->png, w->info);
}

static int write_guarded(struct writer *w) {
  if (setjmp(png_jmpbuf(w->png))) return -1;
  write_everything(w);
  return 0;
}

int cpng_encode(const uint8_t *pixels, uint32_t width, uint32_t height, int32_t format, int32_t level, int32_t filter,
                const uint8_t *palette, size_t colors, const cpng_text *text, size_t text_count, uint8_t **bytes, size_t *count,
                char message[CPNG_MESSAGE_SIZE]) {
  static const size_t pixel_bytes[] = {3, 4, 2, 1};
  struct writer w = {.pixels = pixels,
                     .row_bytes = width * pixel_bytes[format],
                     .width = width,
                     .height = height,
                     .format = format,
                     .level = level,
                     .filter = filter,
                     .text = text,
                     .text_count = text_count};
  int status = -1;
  w.colors = colors < 256 ? colors : 256;
  for (size_t i = 0; i < w.colors; i++)
    w.palette[i] = (png_color){palette[3 * i], palette[3 * i + 1], palette[3 * i + 2]};
  snprintf(message, CPNG_MESSAGE_SIZE, "out of memory");
  w.chunks = calloc(text_count + 1, sizeof *w.chunks);
  w.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, message, keep_message, ignore_warning);
  if (w.png) w.info = png_create_info_struct(w.png);
  if (w.chunks && w.info && text_count <= INT_MAX) status = write_guarded(&w);
  png_destroy_write_struct(&w.png, &w.info);
  free(w.chunks);
  if (status) {
    free(w.bytes);
    w.bytes = NULL;
    w.count = 0;
  }
  *bytes = w.bytes;
  *count = w.count;
  return status;
}

void cpng_free(uint8_t *bytes) { free(bytes); }

// ---- reading -------------------------------------------------------------------------------------------------------

struct reader {
  png_structp png;
  png_infop info;
  const uint8_t *bytes;
  size_t count, position, limit;
  png_bytep *rows;
  cpng_picture *picture;
};

static void take(png_structp png, png_bytep data, size_t length) {
  struct reader *r = png_get_io_ptr(png);
  if (r->count - r->position < length) png_error(png, "the file ends early");
  memcpy(data, r->bytes + r->position, length);
  r->position += length;
}

static char *copied(png_structp png, const char *text) {
  char *copy = strdup(text ? text : "");
  if (!copy) png_error(png, "out of memory");
  return copy;
}

static void read_text(struct reader *r) {
  png_textp chunks = NULL;
  int count = 0;
  png_get_text(r->png, r->info, &chunks, &count);
  if (count <= 0) return;
  cpng_text *text = calloc((size_t)count, sizeof *text);
  if (!text) png_error(r->png, "out of memory");
  r->picture->text = text;
  r->picture->text_count = (size_t)count;
  for (int i = 0; i < count; i++) {
    text[i].key = copied(r->png, chunks[i].key);
    text[i].value = copied(r->png, chunks[i].text);
  }
}

static void read_everything(struct reader *r) {
  png_structp png = r->png;
  png_set_read_fn(png, r, take);
  png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
  png_set_benign_errors(png, 0);
  png_read_info(png, r->info);

  // Everything becomes 8-bit RGB or RGBA, apart from 16-bit grey.
  int type = png_get_color_type(png, r->info), depth = png_get_bit_depth(png, r->info);
  if (type == PNG_COLOR_TYPE_GRAY && depth == 16 && !png_get_valid(png, r->info, PNG_INFO_tRNS)) {
    if (is_little_endian()) png_set_swap(png);
  } else {
    png_set_expand(png);
    png_set_scale_16(png);
    png_set_gray_to_rgb(png);
  }
  png_set_interlace_handling(png);
  png_read_update_info(png, r->info);

  cpng_picture *picture = r->picture;
  picture->width = png_get_image_width(png, r->info);
  picture->height = png_get_image_height(png, r->info);
  size_t row_bytes = png_get_rowbytes(png, r->info);
  type = png_get_color_type(png, r->info);
  picture->format = type == PNG_COLOR_TYPE_GRAY ? CPNG_GRAY16 : type == PNG_COLOR_TYPE_RGB ? CPNG_RGB : CPNG_RGBA;
  if (row_bytes == 0 || picture->height > r->limit / row_bytes) png_error(png, "the picture is too large");
  picture->pixel_bytes = row_bytes * picture->height;
  picture->pixels = calloc(picture->pixel_bytes, 1);
  r->rows = calloc(picture->height, sizeof *r->rows);
  if (!picture->pixels || !r->rows) png_error(png, "out of memory");
  for (uint32_t y = 0; y < picture->height; y++) r->rows[y] = picture->pixels + y * row_bytes;
  png_read_image(png, r->rows);
  png_read_end(png, r->info);
  read_text(r);
}

static int read_guarded(struct reader *r) {
  if (setjmp(png_jmpbuf(r->png))) return -1;
  read_everything(r);
  return 0;
}

int cpng_decode(const uint8_t *bytes, size_t count, size_t limit, cpng_picture *picture,
                char message[CPNG_MESSAGE_SIZE]) {
  memset(picture, 0, sizeof *picture);
  struct reader r = {.bytes = bytes, .count = count, .limit = limit, .picture = picture};
  int status = -1;
  snprintf(message, CPNG_MESSAGE_SIZE, "out of memory");
  r.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, message, keep_message, ignore_warning);
  if (r.png) r.info = png_create_info_struct(r.png);
  if (r.info) status = read_guarded(&r);
  png_destroy_read_struct(&r.png, &r.info, NULL);
  free(r.rows);
  if (status) cpng_release(picture);
  return status;
}

void cpng_release(cpng_picture *picture) {
  free(picture->pixels);
  for (size_t i = 0; i < picture->text_count; i++) {
    free((char *)picture->text[i].key);
    free((char *)picture->text[i].value);
  }
  free(picture->text);
  memset(picture, 0, sizeof *picture);
}

// ---- zlib ----------------------------------------------------------------------------------------------------------

uint32_t cpng_crc32(uint32_t crc, const uint8_t *bytes, size_t count) { return (uint32_t)crc32_z(crc, bytes, count); }

void cpng_versions(char message[CPNG_MESSAGE_SIZE]) {
  snprintf(message, CPNG_MESSAGE_SIZE, "libpng %s, zlib %s", png_get_libpng_ver(NULL), zlibVersion());
}
