/* decide_book: what managers ask about companies, persons, contracts, services
 * and rates. All lines of a mail are looked at before one is carried out, each
 * as those above it leave the book. */
#include "desk/book.h"
#include "desk/decide/room.h"

#include <string.h>

#define ROWS_MAX 200 /* that a mail lists */

static book *working(decide_job *j)
{
    const book *from = j->in ? j->in->snapshot->book : NULL;

    if (!j->book && from)
        j->book = book_copy(from);
    return j->book;
}

/* ---- what it did, for the mail that answers ---- */

static json_t *row_data(const book *b, const book_row *r)
{
    g_autofree char *name = book_words(r);
    g_autofree char *key = book_key(r);
    g_autoptr(GArray) columns = book_columns(b->c, r->kind);
    json_t *cells = json_array();

    for (guint i = 0; i < columns->len; i++) {
        const char *label = g_array_index(columns, book_column, i).name;
        const char *value = book_value(r, label);
        if (value)
            json_array_append_new(
                cells, json_pack("{s:s, s:s}", "label", label, "value", value));
    }
    return json_pack("{s:s, s:s, s:o}", "name", name, "key", key, "cells",
                     cells);
}

static const char *code_of(const book_ask *ask, const book_done *done)
{
    return ask->verb == BOOK_LIST   ? "listed"
           : ask->verb == BOOK_SHOW ? "shown"
           : done->made             ? "added"
           : done->changed          ? "changed"
                                    : "same";
}

static json_t *part(const book *b, const book_ask *ask, const book_done *done)
{
    json_t *rows = json_array();
    guint count = done->rows->len;

    for (guint i = 0; i < MIN(count, ROWS_MAX); i++)
        json_array_append_new(rows, row_data(b, done->rows->pdata[i]));
    return json_pack("{s:s, s:s, s:i, s:i, s:o}", "code", code_of(ask, done),
                     "kind", book_kinds[ask->kind].name, "count", (int)count,
                     "more", (int)(count - MIN(count, ROWS_MAX)), "rows", rows);
}

/* ---- before anything is done ---- */

static void decref(void *data)
{
    json_decref(data);
}

static fault *look(decide_job *j, const command_call *call, book_kind kind)
{
    g_auto(GStrv) words = book_split(call->argument);
    fault *wrong = NULL;
    g_autoptr(book_ask) ask =
        book_ask_read(j->c, kind, (const char *const *)words, &wrong);
    g_auto(book_done) done = {0};

    if (!wrong)
        wrong = book_do(j->book, ask, j->now_ms, &done);
    if (!wrong)
        g_hash_table_insert(j->said, g_strdup(call->line),
                            part(j->book, ask, &done));
    return wrong;
}

fault *decide_book_wrong(decide_job *j, const command_call *call)
{
    g_autofree char *what = g_strdup_printf("use /%s", call->row->name);
    fault *no_role = decide_no_role(j, RIGHT_CONTRACTS, what);

    if (no_role)
        return no_role;
    if (!working(j))
        return fault_new(FAULT_BOOK_AGAIN, NULL);
    if (!j->said)
        j->said =
            g_hash_table_new_full(g_str_hash, g_str_equal, g_free, decref);
    if (g_hash_table_contains(j->said, call->line))
        return NULL; /* the same line once more does nothing more */
    return look(j, call, book_kind_named(call->row->name));
}

/* ---- into the plan ---- */

/* Companies come before what refers to them. */
static void plan_rows(decide_job *j)
{
    for (int kind = 0; kind < BOOK_KINDS; kind++) {
        for (guint i = 0; i < j->book->rows[kind]->len; i++) {
            book_row *r = j->book->rows[kind]->pdata[i];
            if (!r->changed || json_object_size(r->values) == 0)
                continue;
            g_autofree char *name = book_words(r);
            plan_book(j->plan, book_row_data(j->book, r, j->now_ms));
            decide_detail(j, "kept", "%s %s", book_kinds[kind].name, name);
            r->changed = false;
        }
    }
}

/* The mail that answers, if there is one; -1. */
static int answer_at(const decide_job *j)
{
    for (guint i = 0; i < j->plan->steps->len; i++) {
        const plan_step *s = j->plan->steps->pdata[i];
        if (s->what == PLAN_SEND && strcmp(s->send->template, "book") == 0)
            return (int)i;
    }
    return -1;
}

static void answer(decide_job *j, json_t *said)
{
    int at = answer_at(j);

    if (at < 0) {
        decide_tell(j, j->op, "book", 0, 0,
                    json_pack("{s:[O]}", "parts", said));
        return;
    }
    const plan_step *s = j->plan->steps->pdata[at];
    json_t *data = json_loads(s->send->data, 0, NULL);
    json_array_append(json_object_get(data, "parts"), said);
    g_autofree char *raw = decide_dump(data);
    plan_send_with(j->plan, (unsigned)at, raw);
}

void decide_book_run(decide_job *j, const command_call *call)
{
    json_t *said = j->said ? g_hash_table_lookup(j->said, call->line) : NULL;

    if (!said)
        return;
    plan_rows(j);
    answer(j, said);
}
