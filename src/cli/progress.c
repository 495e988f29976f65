/* progress: a bar on standard error. */
#include "cli/progress.h"

#include "base/steady.h"
#include <stdio.h>
#include <unistd.h>

#define PROGRESS_AFTER_US (2 * G_USEC_PER_SEC)
#define PROGRESS_EVERY_US (G_USEC_PER_SEC / 5)
#define PROGRESS_WIDTH    40

void progress_start(progress *p, const char *label, guint64 total)
{
    *p = (progress){
        .label = label, .total = MAX(total, 1), .started_us = steady_us()};
}

static void draw(const progress *p, guint64 done, gint64 now)
{
    double share = MIN((double)done / (double)p->total, 1);
    int filled = (int)(share * PROGRESS_WIDTH);
    double passed = (double)(now - p->started_us) / G_USEC_PER_SEC;
    int left = share > 0 ? (int)(passed / share - passed + 0.5) : 0;

    fprintf(stderr, "\r%s [", p->label);
    for (int i = 0; i < PROGRESS_WIDTH; i++)
        fputc(i < filled ? '#' : '.', stderr);
    fprintf(stderr, "] %3d %%  %d:%02d left ", (int)(share * 100), left / 60,
            left % 60);
    fflush(stderr);
}

void progress_show(progress *p, guint64 done)
{
    gint64 now = steady_us();

    if (now - p->started_us < PROGRESS_AFTER_US ||
        now - p->shown_us < PROGRESS_EVERY_US || !isatty(STDERR_FILENO))
        return;
    draw(p, done, now);
    p->shown_us = now;
    p->shown = true;
}

void progress_end(progress *p)
{
    if (p->shown)
        fprintf(stderr, "\r%79s\r", "");
    p->shown = false;
}
