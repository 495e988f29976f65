/* rights_table: which role may do what. The manual prints this table, and
 * tests/unit/desk/test_rights.c has each cell once more, by hand. */
#include "desk/role.h"

#include <string.h>

const role_row role_rows[ROLES] = {
    [ROLE_OPERATOR] = {"operator", "works on requests"},
    [ROLE_DISPATCHER] = {"dispatcher", "is told of new requests instead of the "
                                       "line, and hands them out"},
    [ROLE_LEAD] = {"lead", "answers for a line, and hears of what goes wrong "
                           "there"},
    [ROLE_MANAGER] = {"manager", "reads all, decides, and answers no customer"},
    [ROLE_OBSERVER] = {"observer", "reads, and changes nothing"},
};

const char *const role_names[] = {"operator", "dispatcher", "lead",
                                  "manager",  "observer",   NULL};

/* operator, dispatcher, lead, manager, observer */
const role_right_row role_right_rows[RIGHTS] = {
    [RIGHT_TOLD] = {"told", "hear of what comes to the line", "xx---"},
    [RIGHT_SEE] = {"see",
                   "read requests with their notes, list, search and "
                   "watch them",
                   "xxxxx"},
    [RIGHT_NOTE] = {"note", "write internal notes, book time", "xxxx-"},
    [RIGHT_REPLY] = {"reply",
                     "answer customers, add people, open requests for "
                     "them",
                     "xxx--"},
    [RIGHT_CLASSIFY] = {"classify",
                        "set type, category, priority, fields and "
                        "dates",
                        "xxxx-"},
    [RIGHT_ASSIGN] = {"assign",
                      "take requests, give them to others, release "
                      "them",
                      "xxxx-"},
    [RIGHT_CLOSE] = {"close", "set the status, wait, close, open again",
                     "xxx--"},
    [RIGHT_HANDOVER] = {"hand over",
                        "give requests to another line, queue or "
                        "department, and back",
                        "xxx--"},
    [RIGHT_MERGE] = {"merge", "join, part and link requests", "xxx--"},
    [RIGHT_FORWARD] = {"forward", "send requests to partners", "xxx--"},
    [RIGHT_RELEASE] = {"release",
                       "let held messages in, or throw them away; "
                       "spam",
                       "xxx--"},
    [RIGHT_APPROVE] = {"approve", "answer for a board that she is on", "xxxx-"},
    [RIGHT_REPORT] = {"report", "get reports about others' work", "--xxx"},
    [RIGHT_EXCUSE] = {"excuse", "take a breach out of reports", "---x-"},
    [RIGHT_BOOK] = {"book", "book working time for others", "--xx-"},
    [RIGHT_CORRECT] = {"correct", "take back time that others booked", "---x-"},
    [RIGHT_MONEY] = {"money",
                     "read what customers are billed and owe, and what the "
                     "desk earns by it",
                     "---x-"},
    [RIGHT_CONTRACTS] = {"contracts",
                         "keep companies, their people, contracts, services "
                         "and rates",
                         "---x-"},
};

bool role_has(role_id role, role_right right)
{
    const char *has = role_right_rows[right].has;

    return right == RIGHT_ANY || (has && has[role] == 'x');
}

unsigned role_having(role_right right)
{
    unsigned roles = 0;

    for (unsigned i = 0; i < ROLES; i++)
        roles |= role_has((role_id)i, right) ? 1u << i : 0;
    return roles;
}

role_id role_named(const char *name)
{
    role_id i = 0;

    while (i < ROLES && g_ascii_strcasecmp(role_rows[i].name, name) != 0)
        i++;
    return i;
}

/* ---- grants ---- */

static void clear(void *data)
{
    g_free(((role_grant *)data)->queue);
}

GArray *role_grants_new(void)
{
    GArray *grants = g_array_new(FALSE, FALSE, sizeof(role_grant));

    g_array_set_clear_func(grants, clear);
    return grants;
}

void role_grants_add(GArray *grants, role_id role, const char *queue, int line)
{
    role_grant g = {role, g_strdup(queue), line};

    g_array_append_val(grants, g);
}

bool role_granted(const GArray *grants, unsigned roles, const char *queue,
                  int line)
{
    for (guint i = 0; grants && i < grants->len; i++) {
        const role_grant *g = &g_array_index(grants, role_grant, i);

        if ((roles & 1u << g->role) &&
            (!queue || !g->queue || strcmp(queue, g->queue) == 0) &&
            (line == 0 || g->line == 0 || g->line == line))
            return true;
    }
    return false;
}

/* ---- the manual ---- */

void role_print_manual(FILE *out)
{
    fputs(".Bl -column \"hand over\" \"operator\" \"dispatcher\" \"lead\" "
          "\"manager\" \"observer\"\n.It Em right",
          out);
    for (unsigned i = 0; i < ROLES; i++)
        fprintf(out, " Ta Em %s", role_rows[i].name);
    fputc('\n', out);
    for (unsigned r = RIGHT_ANY + 1; r < RIGHTS; r++) {
        fprintf(out, ".It %s", role_right_rows[r].name);
        for (unsigned i = 0; i < ROLES; i++)
            fprintf(out, " Ta %s", role_has((role_id)i, r) ? "yes" : "-");
        fputc('\n', out);
    }
    fputs(".El\n.Pp\n.Bl -tag -width \"hand over\" -compact\n", out);
    for (unsigned r = RIGHT_ANY + 1; r < RIGHTS; r++)
        fprintf(out, ".It %s\n%s\n", role_right_rows[r].name,
                role_right_rows[r].what);
    fputs(".El\n", out);
}
