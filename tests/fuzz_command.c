/* fuzz_command: any octets as an operator's and a customer's text. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "desk/command.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autoptr(command_result) ours = command_read(text, COMMAND_FOR_OPERATOR);
    g_autoptr(command_result) his = command_read(text, COMMAND_FOR_CUSTOMER);

    if (his->errors->len > 0 || his->suspect ||
        !g_utf8_validate(ours->text, -1, NULL))
        abort();
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    if (command_minutes(valid) < -1)
        abort();
    return 0;
}
