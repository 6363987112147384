// GLFW 3 and the few OpenGL calls that put a finished picture on the screen, looked up when a window is opened: a
// program that opens none neither needs the libraries nor pays for loading them. The declarations below are GLFW's
// stable interface; where its header is installed, the compiler compares them with it.

#include "CGLFW.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if __has_include(<GLFW/glfw3.h>)
#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
_Static_assert(
    GLFW_RELEASE == 0 && GLFW_PRESS == 1 && GLFW_REPEAT == 2 && GLFW_NOT_INITIALIZED == 0x10001 &&
        GLFW_API_UNAVAILABLE == 0x10006 && GLFW_VERSION_UNAVAILABLE == 0x10007 && GLFW_FORMAT_UNAVAILABLE == 0x10009 &&
        GLFW_SCALE_TO_MONITOR == 0x2200C && GLFW_DEPTH_BITS == 0x21005 && GLFW_STENCIL_BITS == 0x21006 &&
        GLFW_KEY_A == 'A' && GLFW_KEY_ESCAPE == 256,
    "GLFW's numbers");
#else
struct GLFWmonitor;
typedef struct GLFWwindow GLFWwindow;
#define GLFW_API_UNAVAILABLE 0x10006
#define GLFW_VERSION_UNAVAILABLE 0x10007
#define GLFW_FORMAT_UNAVAILABLE 0x10009
#define GLFW_SCALE_TO_MONITOR 0x2200C
#define GLFW_DEPTH_BITS 0x21005
#define GLFW_STENCIL_BITS 0x21006
#endif

typedef void (*key_function)(GLFWwindow *, int, int, int, int);
typedef void (*character_function)(GLFWwindow *, unsigned int);
typedef void (*place_function)(GLFWwindow *, double, double);
typedef void (*button_function)(GLFWwindow *, int, int, int);
typedef void (*window_function)(GLFWwindow *);
typedef void (*flag_function)(GLFWwindow *, int);
typedef void (*any_function)(void);

// ---- The libraries' functions ---------------------------------------------------------------------------------------

#define GLFW_FUNCTIONS(f)                                                                                              \
  f(int, glfwInit, (void))                                                                                             \
  f(void, glfwTerminate, (void))                                                                                       \
  f(int, glfwGetError, (const char **))                                                                                \
  f(const char *, glfwGetVersionString, (void))                                                                        \
  f(void, glfwWindowHint, (int, int))                                                                                  \
  f(GLFWwindow *, glfwCreateWindow, (int, int, const char *, struct GLFWmonitor *, GLFWwindow *))                       \
  f(void, glfwDestroyWindow, (GLFWwindow *))                                                                           \
  f(void, glfwMakeContextCurrent, (GLFWwindow *))                                                                      \
  f(void, glfwSwapInterval, (int))                                                                                     \
  f(void, glfwSwapBuffers, (GLFWwindow *))                                                                             \
  f(void, glfwPollEvents, (void))                                                                                      \
  f(void, glfwWaitEventsTimeout, (double))                                                                             \
  f(void, glfwSetWindowTitle, (GLFWwindow *, const char *))                                                            \
  f(void, glfwSetWindowSizeLimits, (GLFWwindow *, int, int, int, int))                                                 \
  f(void, glfwSetWindowShouldClose, (GLFWwindow *, int))                                                               \
  f(void, glfwGetFramebufferSize, (GLFWwindow *, int *, int *))                                                        \
  f(void, glfwGetWindowSize, (GLFWwindow *, int *, int *))                                                             \
  f(void, glfwGetWindowContentScale, (GLFWwindow *, float *, float *))                                                 \
  f(void, glfwSetWindowUserPointer, (GLFWwindow *, void *))                                                            \
  f(void *, glfwGetWindowUserPointer, (GLFWwindow *))                                                                  \
  f(const char *, glfwGetKeyName, (int, int))                                                                          \
  f(key_function, glfwSetKeyCallback, (GLFWwindow *, key_function))                                                    \
  f(character_function, glfwSetCharCallback, (GLFWwindow *, character_function))                                       \
  f(place_function, glfwSetCursorPosCallback, (GLFWwindow *, place_function))                                          \
  f(button_function, glfwSetMouseButtonCallback, (GLFWwindow *, button_function))                                      \
  f(place_function, glfwSetScrollCallback, (GLFWwindow *, place_function))                                             \
  f(window_function, glfwSetWindowCloseCallback, (GLFWwindow *, window_function))                                      \
  f(window_function, glfwSetWindowRefreshCallback, (GLFWwindow *, window_function))                                    \
  f(flag_function, glfwSetWindowFocusCallback, (GLFWwindow *, flag_function))                                          \
  f(any_function, glfwGetProcAddress, (const char *))

#define GL_FUNCTIONS(f)                                                                                                \
  f(const unsigned char *, glGetString, (unsigned))                                                                    \
  f(void, glGenTextures, (int, unsigned *))                                                                            \
  f(void, glBindTexture, (unsigned, unsigned))                                                                         \
  f(void, glTexParameteri, (unsigned, unsigned, int))                                                                  \
  f(void, glTexImage2D, (unsigned, int, int, int, int, int, unsigned, unsigned, const void *))                         \
  f(void, glTexSubImage2D, (unsigned, int, int, int, int, int, unsigned, unsigned, const void *))                      \
  f(void, glGenFramebuffers, (int, unsigned *))                                                                        \
  f(void, glBindFramebuffer, (unsigned, unsigned))                                                                     \
  f(void, glFramebufferTexture2D, (unsigned, unsigned, unsigned, unsigned, int))                                       \
  f(void, glBlitFramebuffer, (int, int, int, int, int, int, int, int, unsigned, unsigned))                             \
  f(void, glViewport, (int, int, int, int))

enum {
  GL_NEAREST = 0x2600,
  GL_TEXTURE_2D = 0x0DE1,
  GL_TEXTURE_MIN_FILTER = 0x2801,
  GL_TEXTURE_MAG_FILTER = 0x2800,
  GL_RGBA = 0x1908,
  GL_BGRA = 0x80E1,
  GL_UNSIGNED_INT_8_8_8_8_REV = 0x8367,
  GL_READ_FRAMEBUFFER = 0x8CA8,
  GL_DRAW_FRAMEBUFFER = 0x8CA9,
  GL_COLOR_ATTACHMENT0 = 0x8CE0,
  GL_COLOR_BUFFER_BIT = 0x4000,
  GL_RENDERER = 0x1F01,
};

#define DECLARE(result, name, parameters) static result(*p_##name) parameters;
GLFW_FUNCTIONS(DECLARE)
GL_FUNCTIONS(DECLARE)

#if __has_include(<GLFW/glfw3.h>)
#define COMPARE(result, name, parameters)                                                                              \
  _Static_assert(__builtin_types_compatible_p(__typeof__(&name), __typeof__(p_##name)), #name);
GLFW_FUNCTIONS(COMPARE)
#endif

// ---- A window -------------------------------------------------------------------------------------------------------

enum { EVENT_COUNT = 256 };

struct cgl_window {
  void *library;
  GLFWwindow *handle;
  unsigned texture, framebuffer;
  int texture_width, texture_height;
  cgl_event events[EVENT_COUNT];
  int first_event, event_count;
};

/// Keeps an event; when nobody takes any, the oldest is lost.
static void note(GLFWwindow *handle, cgl_event event) {
  cgl_window *window = p_glfwGetWindowUserPointer(handle);
  if (window->event_count == EVENT_COUNT) {
    window->first_event = (window->first_event + 1) % EVENT_COUNT;
    window->event_count--;
  }
  window->events[(window->first_event + window->event_count++) % EVENT_COUNT] = event;
}

static void on_key(GLFWwindow *handle, int key, int scancode, int action, int modifiers) {
  // A letter is the one printed on the key, not the one that an American keyboard has there.
  const char *name = key >= 'A' && key <= 'Z' ? p_glfwGetKeyName(key, scancode) : NULL;
  if (name && name[0] >= 'a' && name[0] <= 'z' && name[1] == 0) key = name[0] - 'a' + 'A';
  note(handle, (cgl_event){.kind = CGL_KEY, .code = key, .action = action, .modifiers = modifiers});
}

static void on_character(GLFWwindow *handle, unsigned scalar) {
  note(handle, (cgl_event){.kind = CGL_CHARACTER, .code = (int32_t)scalar});
}

/// Pixels of the picture in a unit of the pointer's place.
static void pointer_scale(GLFWwindow *handle, double *x, double *y) {
  int width, height, pixels_across, pixels_down;
  p_glfwGetWindowSize(handle, &width, &height);
  p_glfwGetFramebufferSize(handle, &pixels_across, &pixels_down);
  *x = width > 0 ? (double)pixels_across / width : 1;
  *y = height > 0 ? (double)pixels_down / height : 1;
}

static void on_pointer(GLFWwindow *handle, double x, double y) {
  double across, down;
  pointer_scale(handle, &across, &down);
  note(handle, (cgl_event){.kind = CGL_POINTER, .x = x * across, .y = y * down});
}

static void on_button(GLFWwindow *handle, int button, int action, int modifiers) {
  note(handle, (cgl_event){.kind = CGL_BUTTON, .code = button, .action = action, .modifiers = modifiers});
}

static void on_scroll(GLFWwindow *handle, double x, double y) {
  note(handle, (cgl_event){.kind = CGL_SCROLL, .x = x, .y = y});
}

static void on_close(GLFWwindow *handle) {
  p_glfwSetWindowShouldClose(handle, 0);
  note(handle, (cgl_event){.kind = CGL_CLOSE});
}

static void on_refresh(GLFWwindow *handle) { note(handle, (cgl_event){.kind = CGL_REFRESH}); }

static void on_focus(GLFWwindow *handle, int focused) {
  note(handle, (cgl_event){.kind = CGL_FOCUS, .code = focused});
}

/// Writes down what went wrong, with GLFW's own words if it has any.
static int fail(int code, const char *otherwise, char *message) {
  const char *words = NULL;
  if (p_glfwGetError) p_glfwGetError(&words);
  snprintf(message, CGL_MESSAGE_LENGTH, "%s", words ? words : otherwise ? otherwise : "unknown reason");
  return code;
}

static int load_glfw(void **library, char *message) {
  *library = dlopen("libglfw.so.3", RTLD_NOW | RTLD_LOCAL);
  if (!*library) return fail(CGL_NO_LIBRARY, dlerror(), message);
#define LOAD(result, name, parameters)                                                                                 \
  if (!(p_##name = (__typeof__(p_##name))dlsym(*library, #name))) return fail(CGL_NO_LIBRARY, #name, message);
  GLFW_FUNCTIONS(LOAD)
#undef LOAD
  return CGL_OK;
}

static int load_opengl(char *message) {
#define LOAD(result, name, parameters)                                                                                 \
  if (!(p_##name = (__typeof__(p_##name))p_glfwGetProcAddress(#name))) return fail(CGL_NO_OPENGL, #name, message);
  GL_FUNCTIONS(LOAD)
#undef LOAD
  return CGL_OK;
}

static void let_go(cgl_window *window) {
  if (window->handle) p_glfwDestroyWindow(window->handle);
  if (p_glfwTerminate) p_glfwTerminate();
  // The library stays loaded: drivers do not expect to be unloaded.
  free(window);
}

int cgl_open(int width, int height, const char *title, cgl_window **result, char *message) {
  message[0] = 0;
  cgl_window *window = calloc(1, sizeof *window);
  if (!window) return fail(CGL_NO_OPENGL, "no memory", message);
  int code = load_glfw(&window->library, message);
  if (code != CGL_OK) {
    free(window);
    return code;
  }
  if (!p_glfwInit()) {
    code = fail(CGL_NO_DISPLAY, "no display", message);
    free(window);
    return code;
  }
  p_glfwWindowHint(GLFW_DEPTH_BITS, 0);
  p_glfwWindowHint(GLFW_STENCIL_BITS, 0);
  p_glfwWindowHint(GLFW_SCALE_TO_MONITOR, 1);
  window->handle = p_glfwCreateWindow(width, height, title, NULL, NULL);
  if (!window->handle) {
    code = fail(CGL_NO_OPENGL, "no window", message);
    let_go(window);
    return code;
  }
  p_glfwSetWindowUserPointer(window->handle, window);
  p_glfwSetWindowSizeLimits(window->handle, 320, 200, -1, -1);
  p_glfwMakeContextCurrent(window->handle);
  code = load_opengl(message);
  if (code != CGL_OK) {
    let_go(window);
    return code;
  }
  p_glfwSwapInterval(1);
  p_glfwSetKeyCallback(window->handle, on_key);
  p_glfwSetCharCallback(window->handle, on_character);
  p_glfwSetCursorPosCallback(window->handle, on_pointer);
  p_glfwSetMouseButtonCallback(window->handle, on_button);
  p_glfwSetScrollCallback(window->handle, on_scroll);
  p_glfwSetWindowCloseCallback(window->handle, on_close);
  p_glfwSetWindowRefreshCallback(window->handle, on_refresh);
  p_glfwSetWindowFocusCallback(window->handle, on_focus);
  p_glGenTextures(1, &window->texture);
  p_glGenFramebuffers(1, &window->framebuffer);
  *result = window;
  return CGL_OK;
}

void cgl_close(cgl_window *window) { let_go(window); }

void cgl_wait(cgl_window *window, double seconds) {
  (void)window;
  if (seconds > 0) {
    p_glfwWaitEventsTimeout(seconds);
  } else {
    p_glfwPollEvents();
  }
}

int cgl_next_event(cgl_window *window, cgl_event *event) {
  if (window->event_count == 0) return 0;
  *event = window->events[window->first_event];
  window->first_event = (window->first_event + 1) % EVENT_COUNT;
  window->event_count--;
  return 1;
}

void cgl_size(cgl_window *window, int *width, int *height, double *scale) {
  float across = 1, down = 1;
  p_glfwGetFramebufferSize(window->handle, width, height);
  p_glfwGetWindowContentScale(window->handle, &across, &down);
  *scale = across;
}

void cgl_show(cgl_window *window, const uint32_t *pixels, int width, int height) {
  int across, down;
  p_glfwGetFramebufferSize(window->handle, &across, &down);
  p_glBindTexture(GL_TEXTURE_2D, window->texture);
  if (width != window->texture_width || height != window->texture_height) {
    p_glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
    p_glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
    // No size in the internal format: then the driver keeps pixels as they come, and copying them to the window is all
    // that is left to do (0.2 ms instead of 2.2 ms at 1280×720 on llvmpipe).
    p_glTexImage2D(
        GL_TEXTURE_2D, 0, GL_RGBA, width, height, 0, GL_BGRA, GL_UNSIGNED_INT_8_8_8_8_REV, pixels);
    p_glBindFramebuffer(GL_READ_FRAMEBUFFER, window->framebuffer);
    p_glFramebufferTexture2D(GL_READ_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, window->texture, 0);
    window->texture_width = width;
    window->texture_height = height;
  } else {
    p_glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, width, height, GL_BGRA, GL_UNSIGNED_INT_8_8_8_8_REV, pixels);
  }
  p_glBindFramebuffer(GL_DRAW_FRAMEBUFFER, 0);
  p_glViewport(0, 0, across, down);
  // OpenGL counts rows from the bottom: the first row of the picture goes to the top of the window.
  p_glBlitFramebuffer(0, 0, width, height, 0, down, across, 0, GL_COLOR_BUFFER_BIT, GL_NEAREST);
  p_glfwSwapBuffers(window->handle);
}

void cgl_set_interval(cgl_window *window, int interval) {
  (void)window;
  p_glfwSwapInterval(interval);
}

void cgl_set_title(cgl_window *window, const char *title) { p_glfwSetWindowTitle(window->handle, title); }

int cgl_describe(cgl_window *window, char *message) {
  (void)window;
  const unsigned char *renderer = p_glGetString(GL_RENDERER);
  return snprintf(
      message, CGL_MESSAGE_LENGTH, "GLFW %s, %s", p_glfwGetVersionString(), renderer ? (const char *)renderer : "OpenGL");
}
