/* planted: the one that is planted, if the build has any. */
#include "base/planted.h"

#include <string.h>

#ifdef POSTERN_PLANTED

static planted_id chosen;

static const struct {
    const char *name, *words;
} faults[] = {[PLANTED_NONE] = {"", ""},
#define ROW(name, words) [PLANTED_##name] = {#name, words},
              PLANTED_ALL(ROW)
#undef ROW
};

bool planted_is(planted_id id)
{
    return chosen == id;
}

bool planted_choose(const char *name)
{
    chosen = PLANTED_NONE;
    for (int i = PLANTED_NONE + 1; name && i < PLANTED_COUNT; i++)
        if (strcmp(faults[i].name, name) == 0) {
            chosen = (planted_id)i;
            return true;
        }
    return name == NULL;
}

void planted_list(FILE *out)
{
    for (int i = PLANTED_NONE + 1; i < PLANTED_COUNT; i++)
        fprintf(out, "%s\t%s\n", faults[i].name, faults[i].words);
}

#else

bool planted_choose(const char *name)
{
    return false;
}

void planted_list(FILE *out)
{
}

#endif
