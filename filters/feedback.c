/* feedback: complaints about spam: the Abuse Reporting Format (RFC 5965), and what
 * providers sent before it. */
#include "filters/bouncewords.h"
#include "filters/filter.h"
#include "mail/head.h"

/* Does a part return a message that a provider marked as complained about (Junk
 * Mail Reporting Program)? */
static bool is_complained(const filter_input *in)
{
    const filter_part *p = filter_part_of(in, "message/rfc822");
    gsize size = 0;
    const void *data = p && p->data ? g_bytes_get_data(p->data, &size) : NULL;
    g_autoptr(head) h = head_read(data ? data : "", size);

    return head_get(h, "X-HmXmrOriginalRecipient", 0) != NULL;
}

/* Is there nothing that a person wrote beside it? */
static bool is_bare(const letter *l)
{
    const char *p = l->new_text;

    while (g_ascii_isspace(*p))
        p++;
    return !*p;
}

static bool run(const filter_input *in, letter *l)
{
    if (filter_part_of(in, "message/feedback-report"))
        return filter_claim(l, LETTER_FEEDBACK,
                            g_strdup("it has a part message/feedback-report"));
    if (is_complained(in) &&
        (is_bare(l) ||
         (l->subject && bouncewords_match(BOUNCE_COMPLAINT, l->subject))))
        return filter_claim(l, LETTER_FEEDBACK,
                            g_strdup("it returns a message that a provider "
                                     "marked as complained about"));
    return false;
}

const filter filter_feedback = {
    .name = "feedback",
    .describe = "abuse reports (RFC 5965)",
    .run = run,
};
