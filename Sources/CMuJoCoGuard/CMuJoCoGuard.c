#include "CMuJoCoGuard.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Which guarded call is under way is a matter of the thread.
static _Thread_local jmp_buf *active_guard;
static _Thread_local char fault[CMJ_MESSAGE_LENGTH];
static _Thread_local char warning[CMJ_MESSAGE_LENGTH];

static void on_error(const char *text) {
  snprintf(fault, sizeof fault, "%s", text);
  if (active_guard) longjmp(*active_guard, 1);
  fprintf(stderr, "MuJoCo: %s\n", text);
  abort();
}

static void on_warning(const char *text) { snprintf(warning, sizeof warning, "%s", text); }

static pthread_once_t handlers_once = PTHREAD_ONCE_INIT;

static void install(void) {
  mju_user_error = on_error;
  mju_user_warning = on_warning;
}

void cmj_install_handlers(void) { pthread_once(&handlers_once, install); }

static void copy_message(char *message, const char *text) { snprintf(message, CMJ_MESSAGE_LENGTH, "%s", text); }

int cmj_step(const mjModel *model, mjData *data, int count, char *message) {
  jmp_buf guard;
  active_guard = &guard;
  if (setjmp(guard)) {
    active_guard = NULL;
    copy_message(message, fault);
    return 1;
  }
  for (int i = 0; i < count; i++) mj_step(model, data);
  active_guard = NULL;
  return 0;
}

int cmj_take_warning(char *message) {
  copy_message(message, warning);
  int length = (int)strlen(message);
  warning[0] = 0;
  return length;
}

int cmj_warning_count(const mjData *data) {
  int sum = 0;
  for (int i = 0; i < mjNWARNING; i++) sum += data->warning[i].number;
  return sum;
}
