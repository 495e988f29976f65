/* files: what attachments of an operator's answer are. */
#include "desk/facts/files.h"

#include <string.h>

#include "config/site.h"
#include "store/attachment.h"
#include "write/tag.h"

#define FILES_FRAME_MIN 12 /* words of our frame that make a mail ours */

typedef struct judge {
    const config *c;
    const secret_key *site;
    int64_t epoch;
    const letter *l;
    const GPtrArray *sources;
    const account *a;
    GHashTable *of_notes; /* SHA-256 of what only notes have */
} judge;

static void file_free(void *data)
{
    facts_file *f = data;

    account_leak_free(f->leak);
    g_free(f);
}

/* ---- our own mail ---- */

static bool has_claim(const judge *x, const char *claim)
{
    g_autofree const char **ids = g_new0(const char *, x->c->queues->len + 1);
    const char *queue;
    tag_claim found;

    for (unsigned i = 0; i < x->c->queues->len; i++)
        ids[i] = ((const config_queue *)x->c->queues->pdata[i])->id;
    return tag_read_message_id(x->site, x->c->site->domain, ids, x->epoch,
                               claim, &found, &queue) &&
           found.kind != TAG_CUSTOMER;
}

/* ---- pictures ---- */

static bool is_shown(const char *text, const char *mark)
{
    g_autofree char *bracketed = g_strdup_printf("%s]", mark);

    for (const char *p = text; (p = strstr(p, bracketed)); p++)
        if (p > text && strchr("[: ", p[-1]))
            return true;
    return false;
}

/* "[plan.png]", "[image: plan.png]", "[cid:image001.png@01D2]" */
static bool is_shown_in(const char *text, const letter_attachment *file)
{
    return (*file->name && is_shown(text, file->name)) ||
           (file->content_id && is_shown(text, file->content_id));
}

/* The text says it better than markup where it was made of that. */
static bool is_trimmed(const judge *x, const letter_attachment *file)
{
    if (!x->a || !file->shown_inline || is_shown_in(x->a->text, file))
        return false;
    return file->trimmed || is_shown_in(x->a->removed, file);
}

/* ---- each ---- */

static file_fate asks(facts_file *f, GPtrArray *leaks)
{
    if (leaks->len > 0)
        f->leak = g_ptr_array_steal_index(leaks, 0);
    return FILE_ASKS;
}

/* What its words say, if it has any. */
static file_fate judge_text(const judge *x, const letter_attachment *file,
                            facts_file *f)
{
    unsigned frame = 0;
    g_autoptr(GPtrArray) leaks = account_notes(file->text, x->sources, &frame);
    bool secret = tag_has_syntax(file->text);

    if (file->claim && (secret || frame >= FILES_FRAME_MIN))
        return FILE_OURS;
    return secret || leaks->len > 0 ? asks(f, leaks) : FILE_GOES;
}

static void judge_file(const judge *x, const letter_attachment *file,
                       facts_file *f)
{
    bool picture = g_str_has_prefix(file->type, "image/") || file->in_place;

    if (file->claim && has_claim(x, file->claim))
        f->fate = FILE_OURS;
    else if (file->packed)
        f->fate = FILE_PACKED;
    else if (g_hash_table_contains(x->of_notes, file->sha256))
        f->fate = picture ? FILE_OF_NOTE : FILE_ASKS;
    else if (is_trimmed(x, file))
        f->fate = FILE_TRIMMED;
    else if (file->text)
        f->fate = judge_text(x, file, f);
}

GPtrArray *files_judge(store *s, const config *c, const secret_key *site,
                       const letter *l, int64_t ticket,
                       const GPtrArray *sources, const account *a,
                       GError **error)
{
    judge x = {c, site, store_epoch(s), l, sources, a, NULL};
    GPtrArray *all = g_ptr_array_new_with_free_func(file_free);

    if (l->attachments->len == 0)
        return all;
    x.of_notes = store_note_files(s, ticket, error);
    if (!x.of_notes) {
        g_ptr_array_unref(all);
        return NULL;
    }
    for (unsigned i = 0; i < l->attachments->len; i++) {
        facts_file *f = g_new0(facts_file, 1);
        judge_file(&x, l->attachments->pdata[i], f);
        g_ptr_array_add(all, f);
    }
    g_hash_table_unref(x.of_notes);
    return all;
}
