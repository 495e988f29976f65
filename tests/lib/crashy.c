/* crashy: linked into tests/postern-crashy only. A message with the header
 * `X-Crash: segv`, `hang`, `spin` or `grow` does that to whoever reads it. */
#include "filters/filter.h"

#include "mail/head.h"
#include "mail/mime.h"
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define GROW_STEP (1u << 20)

letter *__real_filters_letter(const void *data, size_t size, bool null_sender,
                              mime_contents *contents);
letter *__wrap_filters_letter(const void *data, size_t size, bool null_sender,
                              mime_contents *contents);

static volatile unsigned sink;

static void act(const char *how)
{
    if (strcmp(how, "segv") == 0)
        raise(SIGSEGV);
    else if (strcmp(how, "hang") == 0)
        for (;;)
            pause();
    else if (strcmp(how, "spin") == 0)
        for (;;)
            sink++;
    else if (strcmp(how, "grow") == 0)
        for (;;)
            memset(g_malloc(GROW_STEP), 1, GROW_STEP);
}

letter *__wrap_filters_letter(const void *data, size_t size, bool null_sender,
                              mime_contents *contents)
{
    g_autoptr(head) h = head_read(data, size);
    const char *how = head_get(h, "X-Crash", 0);
    if (how)
        act(how);
    return __real_filters_letter(data, size, null_sender, contents);
}
