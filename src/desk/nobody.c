/* nobody: mailboxes that no person reads. */
#include "desk/nobody.h"

#include <glib.h>

#include "base/address.h"

static const char *const names[] = {"mailer-daemon", "postmaster", "noreply",
                                    "no-reply",      "no_reply",   "donotreply",
                                    "do-not-reply",  "bounce",     "bounces",
                                    "daemon",        "listserv",   "majordomo"};

bool nobody_reads(const char *mailbox)
{
    g_autoptr(address) a = address_parse(mailbox);

    for (unsigned i = 0; a && i < G_N_ELEMENTS(names); i++)
        if (g_ascii_strcasecmp(a->local, names[i]) == 0)
            return true;
    return !a;
}
