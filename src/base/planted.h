/* planted: mistakes that can be planted, so that tests show that they would find
 * them. Only a build that is configured with --enable-planted has any: elsewhere
 * PLANTED() is false when the program is compiled, and no code of it remains. */
#ifndef POSTERN_PLANTED_H
#define POSTERN_PLANTED_H

#include <stdbool.h>
#include <stdio.h>

/* X(name, what goes wrong): each stands in the code as PLANTED(name). */
#define PLANTED_ALL(X)                                                     \
    X(note_as_reply, "an operator's /note goes to the customer")           \
    X(note_answer_as_reply,                                                \
      "the answer to a colleague's note goes to the customer")             \
    X(finding_leaves, "what line 2 finds goes to the customer")            \
    X(stale_unchecked, "a reply crosses what its author has not seen")     \
    X(doubt_sends, "a reply of doubtful origin leaves")                    \
    X(wall_off, "nothing looks for words of notes in what leaves")         \
    X(disguise_sends, "text with a command in disguise leaves")            \
    X(hold_untold, "nobody is told of a held reply")                       \
    X(undo_ignored, "/undo stops nothing")                                 \
    X(secret_leaves, "a secret address leaves")                            \
    X(old_epoch, "an address of an older epoch is believed")               \
    X(rights_unchecked, "an operator of another queue sees a request")     \
    X(stranger_article, "what a stranger wrote becomes an article")        \
    X(stranger_obeyed, "a stranger's command is carried out")              \
    X(stranger_id, "a reply refers to a stranger's message")               \
    X(anybody_takes_part, "everybody is a participant")                    \
    X(copy_binds, "the first copy's fate binds all")                       \
    X(copy_acts, "a copy acts once more")                                  \
    X(cc_joins, "Cc of a message that nobody proved joins")                \
    X(ack_uncapped, "one address gets any number of acknowledgements")     \
    X(machine_as_person, "a machine's text is read as a person's")         \
    X(machine_acked, "a machine gets an acknowledgement")                  \
    X(responder_sent, "an operator's vacation text goes to the customer")  \
    X(responder_told, "an operator is told of her own responder")          \
    X(list_unseen, "mail of lists and machines ends in the ledger alone")  \
    X(applied_twice, "what was applied is applied once more")              \
    X(failed_trusted, "a From that failed authentication is believed")     \
    X(login_of_others, "an operator's login speaks for another")           \
    X(claim_trusted, "a Message-ID of ours says who writes")               \
    X(mac_unchecked, "a secret address under any key is believed")         \
    X(tag_unchecked, "a tag under any key is believed")                    \
    X(note_quoted, "a quoted note is not cut")                             \
    X(note_answered, "an answer to a line of a note is not held")          \
    X(frame_kept, "our own frame is not cut")                              \
    X(words_cut, "the last line of an operator's words is cut")            \
    X(quoted_obeyed, "a command in an unmarked quote is carried out")      \
    X(ack_echoes, "an acknowledgement repeats what nobody proved")         \
    X(own_mail_read, "our own mail that comes back is read as somebody's") \
    X(reply_to_believed, "Reply-To becomes the customer")                  \
    X(customer_shown, "a partner is shown who the customer is")            \
    X(partner_article, "what a partner writes becomes an article")         \
    X(alleged_believed, "a partner is whoever writes to his address")      \
    X(ancestor_joins, "an unknown ancestor leads strangers to a request")  \
    X(merge_unasked, "requests of different customers are merged")         \
    X(merge_seen, "who saw one of two merged requests has seen both")

typedef enum {
    PLANTED_NONE,
#define PLANTED_ID(name, words) PLANTED_##name,
    PLANTED_ALL(PLANTED_ID)
#undef PLANTED_ID
        PLANTED_COUNT
} planted_id;

#ifdef POSTERN_PLANTED
bool planted_is(planted_id id);
#define PLANTED(name) planted_is(PLANTED_##name)
#else
#define PLANTED(name) false
#endif

/* Plants one in place of an earlier one, or none (NULL). False: there is none of
 * this name in this build. */
bool planted_choose(const char *name);
/* "NAME<TAB>words" a line; nothing if the build has none. */
void planted_list(FILE *out);

#endif
