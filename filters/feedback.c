/* feedback: complaints in the Abuse Reporting Format (RFC 5965). */
#include "filters/filter.h"

static bool run(const filter_input *in, letter *l)
{
    if (!filter_part_of(in, "message/feedback-report"))
        return false;
    return filter_claim(l, LETTER_FEEDBACK,
                        g_strdup("it has a part message/feedback-report"));
}

const filter filter_feedback = {
    .name = "feedback",
    .describe = "abuse reports (RFC 5965)",
    .run = run,
};
