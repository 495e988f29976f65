/* command_words: spans of time, as people type them. */
#include "desk/command.h"

#include <stdint.h>
#include <string.h>

bool command_numbers(const char *text, GArray *out)
{
    unsigned count = 0;

    for (const char *p = text + strspn(text, " ,;#"); *p;
         p += strspn(p, " ,;#")) {
        char *end;
        int64_t number = g_ascii_strtoll(p, &end, 10);
        if (!g_ascii_isdigit(*p) || number <= 0 || number > UINT32_MAX ||
            (*end && !strchr(" ,;", *end)) || ++count > COMMAND_NUMBERS_MAX)
            return false;
        if (out)
            g_array_append_val(out, number);
        p = end;
    }
    return count > 0;
}
