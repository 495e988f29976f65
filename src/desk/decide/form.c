/* decide_form: mail to the form's address of a queue gets the form (desk/form.h),
 * and what comes back filled in is a request. What is missing is asked for, with
 * the form once more; nothing is kept meanwhile, the answer has it all. */
#include "desk/form.h"
#include "base/planted.h"
#include "desk/decide/room.h"
#include "desk/field.h"
#include "desk/type_config.h"

#include <string.h>

/* Whoever writes so much to it has written his request, and wants no form. */
#define REQUEST_MIN 300 /* characters */

/* ---- what may be asked of whom ---- */

#define ECHO_MAX 60 /* characters, as of subjects in acknowledgements */

/* What he wrote goes back to whom it is proved to come from; where nobody can be,
 * as far as nothing can be advertised with it. */
static bool may_echo(const decide_job *j, const char *value)
{
    if (j->strong || PLANTED(ack_echoes))
        return true;
    return !j->in->trust->authserv_known &&
           g_utf8_strlen(value, -1) <= ECHO_MAX && !strstr(value, "://") &&
           !strchr(value, '@') && !strstr(value, "www.");
}

static bool is_request(const decide_job *j, const form_answer *a)
{
    return j->in->letter->attachments->len > 0 ||
           g_utf8_strlen(a->loose, -1) >= REQUEST_MIN;
}

/* ---- the form ---- */

/* `states`: form_state of each row; `values` of a form that came back, NULL: it is
 * the first. */
static void send_form(decide_job *j, const GPtrArray *rows,
                      const form_state *states, const GPtrArray *values)
{
    const char *to = decide_from(j);
    g_autofree char *language = decide_language(j);
    store_outgoing *o = decide_mail(j, STORE_TO_CUSTOMER, "form", to);
    json_t *all = json_object();
    bool quiet = false;

    for (guint i = 0; i < rows->len; i++) {
        const form_row *r = rows->pdata[i];
        const char *value = values ? values->pdata[i] : NULL;
        if (value && !may_echo(j, value)) {
            quiet = true;
            value = NULL;
        }
        json_object_set_new(
            all, r->id,
            json_pack("{s:i,s:s*}", "state", (int)states[i], "value", value));
    }
    o->ticket = PLAN_NONE;
    o->in_reply_to = g_strdup(j->in->letter->message_id);
    g_free(o->data);
    o->data = decide_dump(json_pack("{s:s,s:b,s:b,s:o}", "language", language,
                                    "again", values != NULL, "quiet", quiet,
                                    "rows", all));
    plan_send(j->plan, o);
}

static void send_first(decide_job *j, const GPtrArray *rows)
{
    g_autofree form_state *states = g_new0(form_state, rows->len);

    send_form(j, rows, states, NULL);
    decide_fate(j, "command", "the form went to %s", decide_from(j));
}

/* ---- what came back ---- */

/* What is wrong with a value; NULL: nothing. Caller frees. */
static fault *value_wrong(const decide_job *j, const form_row *r,
                          const char *value)
{
    g_autoptr(GTimeZone) zone = decide_zone(j);
    const when_ask ask = {.now_ms = j->now_ms, .zone = zone};
    fault *wrong = NULL;

    if (r->kind == FORM_TYPE && !type_named(j->c, value))
        return fault_new(FAULT_FIELD_CHOICE, r->id, value, "", NULL);
    if (r->kind == FORM_FIELD)
        store_value_free(field_read(r->field, value, &ask, &wrong));
    return wrong;
}

static form_state state_of(const decide_job *j, const form_row *r,
                           const char *value)
{
    if (!value)
        return r->required ? FORM_MISSING : FORM_PLAIN;
    g_autoptr(fault) wrong = value_wrong(j, r, value);
    return wrong ? FORM_WRONG : FORM_PLAIN;
}

/* *lacking: titles of what has to be asked about; "": nothing. Caller frees both. */
static form_state *states_of(const decide_job *j, const GPtrArray *rows,
                             const form_answer *a, char **lacking)
{
    form_state *states = g_new0(form_state, rows->len);
    g_autoptr(GString) all = g_string_new(NULL);

    for (guint i = 0; i < rows->len; i++) {
        const form_row *r = rows->pdata[i];
        states[i] = state_of(j, r, a->values->pdata[i]);
        if (states[i] != FORM_PLAIN)
            g_string_append_printf(all, "%s%s", all->len > 0 ? ", " : "",
                                   form_label(r, NULL));
    }
    *lacking = g_strdup(all->str);
    return states;
}

/* What was typed beside the form belongs to the message. */
static void add_loose(const GPtrArray *rows, form_answer *a)
{
    char **text = (char **)&a->values->pdata[rows->len - 1];

    if (!*a->loose || (*text && strstr(*text, a->loose)))
        return;
    char *both =
        *text ? g_strconcat(*text, "\n\n", a->loose, NULL) : g_strdup(a->loose);
    g_free(*text);
    *text = both;
}

/* As an article has it: a line each, then the message. */
static char *text_of(const decide_job *j, const GPtrArray *rows,
                     const form_answer *a)
{
    g_autofree char *language = decide_language(j);
    GString *out = g_string_new(NULL);

    for (guint i = 0; i < rows->len; i++) {
        const form_row *r = rows->pdata[i];
        const char *value = a->values->pdata[i];
        if (!value || r->kind == FORM_SHORT)
            continue;
        if (r->kind == FORM_TEXT)
            g_string_append_printf(out, "%s%s", out->len ? "\n" : "", value);
        else
            g_string_append_printf(out, "%s: %s\n", form_label(r, language),
                                   value);
    }
    return g_string_free(out, FALSE);
}

/* A request of what is right in it. */
static void open_request(decide_job *j, const GPtrArray *rows,
                         const form_answer *a)
{
    g_autofree char *text = text_of(j, rows, a);
    decide_form form = {rows, a, text};

    j->form = &form;
    decide_new_ticket(j, NULL);
    j->form = NULL;
}

static bool take_answer(decide_job *j, const GPtrArray *rows, form_answer *a)
{
    g_autofree char *lacking = NULL;
    const char *no = decide_unsendable(j, decide_from(j));

    add_loose(rows, a);
    g_autofree form_state *states = states_of(j, rows, a, &lacking);
    if (!*lacking || no) {
        if (*lacking)
            decide_detail(j, "form", "not asked about %s: %s", lacking, no);
        open_request(j, rows, a);
        return true;
    }
    send_form(j, rows, states, a->values);
    decide_fate(j, "command", "%s was asked about the form: %s", decide_from(j),
                lacking);
    return true;
}

bool decide_form_mail(decide_job *j)
{
    const letter *l = j->in->letter;

    if (!j->in->evidence->form || j->st || j->cap || decide_marked(j) ||
        (j->who != DECIDE_STRANGER && j->who != DECIDE_OPERATOR) ||
        (l->text && strlen(l->text) > FORM_READ_MAX))
        return false;
    g_autoptr(GPtrArray) rows = form_rows(j->c, j->queue);
    g_autoptr(form_answer) a =
        form_read(j->c, j->queue, rows, l->text, l->new_text);
    if (a->filled)
        return take_answer(j, rows, a);
    if ((a->marked && *a->loose) || is_request(j, a) ||
        decide_unsendable(j, decide_from(j)))
        return false;
    send_first(j, rows);
    return true;
}

/* ---- what a request has of it ---- */

const char *decide_form_value(const decide_job *j, form_kind kind)
{
    const decide_form *f = j->form;

    for (guint i = 0; f && i < f->rows->len; i++) {
        const form_row *r = f->rows->pdata[i];
        if (r->kind == kind)
            return f->answer->values->pdata[i];
    }
    return NULL;
}

/* "understood", for the acknowledgement: what he filled in, in his language. */
void decide_form_understood(const decide_job *j, json_t *data)
{
    const decide_form *f = j->form;
    g_autofree char *language = decide_language(j);
    json_t *all = json_array();

    for (guint i = 0; f && i < f->rows->len; i++) {
        const form_row *r = f->rows->pdata[i];
        const char *value = f->answer->values->pdata[i];
        if (value && r->kind != FORM_TEXT && may_echo(j, value) &&
            state_of(j, r, value) == FORM_PLAIN)
            json_array_append_new(
                all, json_pack("[s,s]", form_label(r, language), value));
    }
    if (json_array_size(all) > 0)
        json_object_set(data, "understood", all);
    json_decref(all);
}
