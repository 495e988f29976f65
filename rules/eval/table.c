/* eval_table: all eval tests. */
#include "rules/eval/room.h"

#include <string.h>

static const eval_row *const tables[] = {
    eval_body_rows,  eval_count_rows,    eval_date_rows,   eval_forged_rows,
    eval_form_rows,  eval_freemail_rows, eval_header_rows, eval_html_rows,
    eval_image_rows, eval_list_rows,     eval_mime_rows,   eval_people_rows,
    eval_relay_rows, eval_uri_rows};

const eval_row *eval_find(const char *function)
{
    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++)
        for (const eval_row *r = tables[i]; r->function; r++)
            if (strcmp(r->function, function) == 0)
                return r;
    return NULL;
}

GPtrArray *eval_names(void)
{
    GPtrArray *names = g_ptr_array_new();
    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++)
        for (const eval_row *r = tables[i]; r->function; r++)
            g_ptr_array_add(names, (gpointer)r->function);
    g_ptr_array_add(names, NULL);
    return names;
}
