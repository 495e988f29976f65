/* book_fields: all columns of a kind, with those that [field NAME] adds. */
#include "desk/book.h"

#include "desk/field_config.h"

#include <string.h>

GArray *book_columns(const config *c, book_kind kind)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(book_column));

    for (const book_column *k = book_kinds[kind].columns; k->name; k++)
        g_array_append_vals(all, k, 1);
    for (guint i = 0; i < c->fields->len; i++) {
        const config_field *f = c->fields->pdata[i];
        book_column k = {f->id, BOOK_IS_FIELD, 0, f->title, false};
        if (strcmp(field_of_words[f->of], book_kinds[kind].name) == 0)
            g_array_append_val(all, k);
    }
    return all;
}
