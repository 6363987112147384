#ifndef CGLFW_H
#define CGLFW_H

#include <stdint.h>

/// Length of every message buffer below, in bytes, the closing zero included.
#define CGL_MESSAGE_LENGTH 512

/// What came of opening a window.
#define CGL_OK 0
/// The library libglfw.so.3 is not installed, or not usable.
#define CGL_NO_LIBRARY 1
/// There is no display, or it cannot be reached.
#define CGL_NO_DISPLAY 2
/// There is a display, but no window with OpenGL can be made on it.
#define CGL_NO_OPENGL 3

/// What happened in a window.
#define CGL_KEY 1
#define CGL_CHARACTER 2
#define CGL_POINTER 3
#define CGL_BUTTON 4
#define CGL_SCROLL 5
#define CGL_CLOSE 6
#define CGL_REFRESH 7
#define CGL_FOCUS 8

/// One thing that happened.
///
/// `code` is a key in GLFW's numbers (letters as the keyboard's layout has them), a Unicode scalar, a mouse button, or
/// whether the focus came (1) or went (0). `action` is 1 for pressed, 0 for let go, 2 for repeated. `x` and `y` are the
/// pointer's place in pixels of the picture, from the upper left corner, or how far was scrolled.
typedef struct {
  int32_t kind;
  int32_t code;
  int32_t action;
  int32_t modifiers;
  double x;
  double y;
} cgl_event;

/// A window with its OpenGL context and the events that have not been taken yet.
typedef struct cgl_window cgl_window;

/// Opens a window of `width` × `height` points. Returns `CGL_OK` and the window, or why not with a message.
/// Must exist because the library is loaded when the first window is opened: nothing but the window may need it.
int cgl_open(int width, int height, const char *title, cgl_window **window, char *message);

/// Closes the window and lets the library go.
void cgl_close(cgl_window *window);

/// Waits for events for so many seconds at most; 0 only takes what is there.
void cgl_wait(cgl_window *window, double seconds);

/// Takes the oldest event. Returns 1, or 0 when there is none.
int cgl_next_event(cgl_window *window, cgl_event *event);

/// The picture's size in pixels, and how many pixels a point of text should have.
void cgl_size(cgl_window *window, int *width, int *height, double *scale);

/// Puts a picture on the screen: rows from the top, 0x00RRGGBB each, scaled when the window has another size.
void cgl_show(cgl_window *window, const uint32_t *pixels, int width, int height);

/// How many screen refreshes a picture waits for: 1, or 0 for measuring.
void cgl_set_interval(cgl_window *window, int interval);

/// Sets the words on the window's frame.
void cgl_set_title(cgl_window *window, const char *title);

/// Copies the names of the library and of the OpenGL renderer that draw the window. Returns the length.
int cgl_describe(cgl_window *window, char *message);

#endif
