#ifndef CMUJOCOGUARD_H
#define CMUJOCOGUARD_H

#include <mujoco/mujoco.h>

/// Length of every message buffer below, in bytes, the closing zero included.
#define CMJ_MESSAGE_LENGTH 1024

/// Takes over the engine's process-wide error and warning handlers, once.
/// Must exist because Swift 6 refuses the C variables that hold them.
void cmj_install_handlers(void);

/// Runs `count` times `mj_step`. Returns 0, or 1 with the engine's message when it reported a fault.
/// Must exist because the engine's faults leave by `longjmp`, which may cross C frames only.
int cmj_step(const mjModel *model, mjData *data, int count, char *message);

/// Copies the last warning that this thread's engine calls logged, and forgets it. Returns its length.
int cmj_take_warning(char *message);

/// Sum of the warning counters of `data` over all kinds: unchanged by a step that went well.
int cmj_warning_count(const mjData *data);

#endif
