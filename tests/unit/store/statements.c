/* statements: prints what PostgreSQL is to understand: the schema, a line of
 * "--", then each statement that the store asks, one a line, when every function
 * of it is called. tests/stories/postgresql.t gives it to a server, and sees that
 * no function of a header is missing here. */
#include "lib/store_fixture.h"
#include "store/account.h"
#include "store/age.h"
#include "store/alarm.h"
#include "store/approval.h"
#include "store/change.h"
#include "store/clock.h"
#include "store/company.h"
#include "store/consent.h"
#include "store/db.h"
#include "store/due.h"
#include "store/forwarded.h"
#include "store/handover.h"
#include "store/head.h"
#include "store/job.h"
#include "store/link.h"
#include "store/lookup.h"
#include "store/moved.h"
#include "store/names.h"
#include "store/news.h"
#include "store/people.h"
#include "store/public.h"
#include "store/rate.h"
#include "store/rating.h"
#include "store/raw.h"
#include "store/report.h"
#include "store/retire.h"
#include "store/revoked.h"
#include "store/robot.h"
#include "store/schema.h"
#include "store/search.h"
#include "store/shown.h"
#include "store/staff.h"
#include "store/statement.h"
#include "store/task.h"
#include "store/teaching.h"
#include "store/time.h"
#include "store/value.h"
#include "store/waits.h"
#include "store/wall.h"
#include "store/warned.h"

#include <stdio.h>

#define NOW INT64_C(1795000000000)

static GPtrArray *texts;

static void keep(const char *sql, void *context)
{
    g_autofree char *text = db_dollars(sql);
    if (!g_ptr_array_find_with_equal_func(texts, text, g_str_equal, NULL))
        g_ptr_array_add(texts, g_steal_pointer(&text));
}

/* It went well, whatever it gave. */
static void fine(bool ok, GError **error)
{
    if (!ok || *error) {
        fprintf(stderr, "a function of the store failed: %s\n",
                *error ? (*error)->message : "no error was set");
        exit(1);
    }
}
#define DO(call) fine(call, &error)
#define GET(type, call)       \
    do {                      \
        type *got = call;     \
        fine(true, &error);   \
        if (got)              \
            type##_free(got); \
    } while (0)
#define LIST(call)                  \
    do {                            \
        GPtrArray *list = call;     \
        fine(list != NULL, &error); \
        g_ptr_array_unref(list);    \
    } while (0)

static GError *error;

static void tickets(store *s, store_ticket *t)
{
    DO(store_ticket_add(s, t, &error));
    DO(store_ticket_update(s, t, &error));
    GET(store_ticket, store_ticket_get(s, t->id, &error));
    static const char *const some[] = {"s", "t", NULL};
    store_ticket_filter all = {.queue = "q",
                               .in = some,
                               .not_in = some,
                               .holder = "h",
                               .customer = "c",
                               .line = 1,
                               .words = "two words"};
    LIST(store_ticket_list(s, &all, &error));
    LIST(store_ticket_list(s, &(store_ticket_filter){0}, &error));
    DO(store_ticket_count_since(s, NOW, &error) >= 0);
    LIST(store_ticket_created(s, "support", NOW, NOW + 1, 10, &error));
    DO(store_msgid_add(s, "a@b", t->id, STORE_ID_SENT, &error));
    DO(store_msgid_ticket(s, "a@b", NULL, &error) > 0);
    DO(store_msgid_ticket(s, "a@b", "kari@b", &error) == 0);
}

static void histories(store *s, store_ticket *t)
{
    store_change c = {.ticket = t->id,
                      .field = (char *)"status",
                      .actor = (char *)"",
                      .cause = (char *)"",
                      .reason = (char *)""};
    store_wait w = {(char *)"k", (char *)"r", t->id, NOW};
    DO(store_change_add(s, &c, &error));
    LIST(store_change_list(s, t->id, "status", 10, &error));
    DO(store_stay_next(s, t, NOW, 0, &error));
    store_handover h = {1, (char *)"anna"};
    DO(store_handover_push(s, t->id, &h, NOW, &error));
    LIST(store_handover_list(s, t->id, &error));
    DO(store_handover_hops(s, t->id, &error) == 0);
    DO(store_handover_pop(s, t->id, &error));
    store_absence away = {(char *)"anna", NOW, NOW + 1, NULL};
    DO(store_absence_set(s, &away, &error));
    LIST(store_absences(s, &error));
    away.until_ms = 0;
    DO(store_absence_set(s, &away, &error));
    LIST(store_loads(s, &error));
    DO(store_turn_set(s, "support/1", "anna", &error));
    LIST(store_turns(s, &error));
    DO(store_co_holder_set(s, t->id, "anna", true, &error));
    LIST(store_co_holders(s, t->id, &error));
    DO(store_co_holder_set(s, t->id, "anna", false, &error));
    store_news news = {(char *)"anna", 0,    t->id, 1,
                       (char *)"note", NULL, NOW,   NOW + 1};
    DO(store_news_add(s, &news, &error));
    LIST(store_news_list(s, "anna", 10, &error));
    DO(store_news_told(s, "anna", 1, &error));
    store_ticket_filter shown = {.now_ms = NOW};
    LIST(store_ticket_list(s, &shown, &error));
    DO(store_task_add(s, t->id, t->id, NOW, &error));
    GET(store_ticket, store_task_asker(s, t->id, &error));
    store_job job = {.kind = (char *)"hook",
                     .name = (char *)"crm",
                     .ticket = t->id,
                     .event = (char *)"{}"};
    DO(store_job_add(s, &job, &error));
    store_job_free(store_job_copy(&job));
    GET(store_job, store_job_get(s, job.id, &error));
    int64_t next_job;
    LIST(store_job_due(s, "hook", NOW, 10, &next_job, &error));
    DO(store_job_tried(s, job.id, STORE_JOB_GIVEN_UP, NOW, "it failed", NOW,
                       &error));
    store_robot_act act = {.robot = (char *)"nag", .ticket = t->id};
    store_robot_counts counts;
    DO(store_robot_add(s, &act, NOW, &error));
    DO(store_robot_count(s, "nag", t->id, NOW, &counts, &error));
    assert_int_equal(counts.here, 1);
    DO(store_robot_mended(s, &error));
    DO(store_robot_fill(s, "nag", "support", "new", 1000, &error));
    store_robot_act_free(NULL);
    LIST(store_job_list(s, STORE_JOB_GIVEN_UP, "crm", t->id, 10, &error));
    assert_int_equal(store_job_count(s, STORE_JOB_GIVEN_UP, &error), 1);
    LIST(store_job_first(s, "hook", "crm", NOW, 10, &error));
    DO(store_job_next(s, "hook", NOW, &next_job, &error));
    assert_int_equal(
        store_job_count_of(s, "hook", "crm", STORE_JOB_GIVEN_UP, &error), 1);
    DO(store_job_retry(s, job.id, NOW, &error));
    DO(store_job_drop(s, job.id, NOW, &error));
    DO(store_job_forget(s, "hook", NOW, &error));
    g_autoptr(GPtrArray) rows = g_ptr_array_new();
    store_lookup row = {.title = (char *)"Orders", .text = (char *)"A-17"};
    g_ptr_array_add(rows, &row);
    DO(store_lookup_put(s, t->id, "shop", rows, NOW, &error));
    LIST(store_lookup_list(s, t->id, &error));
    store_hook_key used = {(char *)"crm", (char *)"k",  t->id,
                           (char *)"d",   (char *)"{}", NOW};
    DO(store_hook_key_add(s, &used, &error));
    GET(store_hook_key, store_hook_key_get(s, "crm", "k", &error));
    store_forwarded f = {
        .ticket = t->id, .partner = (char *)"p", .operator_id = (char *)"anna"};
    DO(store_forwarded_put(s, &f, &error));
    store_forwarded_free(store_forwarded_copy(&f));
    LIST(store_forwarded_list(s, t->id, &error));
    store_approval a = {.ticket = t->id,
                        .round = 1,
                        .member = (char *)"olga",
                        .reason = (char *)""};
    DO(store_approval_put(s, &a, &error));
    LIST(store_approval_list(s, t->id, &error));
    int64_t asked_ms;
    store_rating rated = {.ticket = t->id, .person = (char *)"k@example.com"};
    DO(store_rating_put(s, &rated, &error));
    GET(store_rating, store_rating_get(s, t->id, 0, &error));
    LIST(store_rating_list(s, t->id, &error));
    DO(store_rating_asked(s, "k@example.com", &asked_ms, &error));
    store_review review = {.ticket = t->id, .lead = (char *)"olga"};
    DO(store_review_put(s, &review, &error));
    store_review_free(store_review_copy(&review));
    LIST(store_review_list(s, t->id, &error));
    GET(store_stay, store_stay_open(s, t->id, &error));
    LIST(store_stay_list(s, t->id, &error));
    DO(store_ticket_restage(s, "new", 0, true, &error));
    DO(store_wait_set(s, &w, &error));
    LIST(store_wait_due(s, "k", NOW, 10, &error));
    LIST(store_wait_list(s, t->id, &error));
    DO(store_wait_fill(s, "k", "support", "new", 1000, &error));
    w.at_ms = 0;
    DO(store_wait_set(s, &w, &error));
}

static void values(store *s, int64_t ticket)
{
    store_value v = {.owner = ticket,
                     .field = (char *)"order",
                     .text = (char *)"A-17",
                     .is_public = true};
    const store_ticket_filter every = {.type = "t",
                                       .category = "c",
                                       .priority = "p",
                                       .complexity = "x",
                                       .field = "order",
                                       .value = "a-17",
                                       .company = "Acme",
                                       .service = "#3",
                                       .source = "shop",
                                       .from_ms = NOW,
                                       .until_ms = NOW + 1,
                                       .unassigned = true,
                                       .undelivered = true,
                                       .still_ms = NOW,
                                       .openness = STORE_OPEN,
                                       .overdue_ms = NOW};
    DO(store_value_set(s, STORE_VALUE_OF_TICKET, &v, &error));
    LIST(store_values(s, STORE_VALUE_OF_TICKET, ticket, &error));
    LIST(store_ticket_list(s, &every, &error));
    const store_ticket_filter plain = {
        .company = "none", .service = "none", .source = "mail"};
    LIST(store_ticket_list(s, &plain, &error));
    DO(!store_is_named(s, "company", "nobody"));
    DO(!store_is_named(s, "service", "nothing"));
    v.text = NULL;
    DO(store_value_set(s, STORE_VALUE_OF_TICKET, &v, &error));
}

/* Every order, and what somebody may see. */
static void orders(store *s)
{
    static const char *const priorities[] = {"low", "high", NULL};
    g_autoptr(GArray) parts =
        g_array_new(FALSE, FALSE, sizeof(store_scope_part));
    const store_scope_part some[] = {
        {.queue = "support", .on = 6, .was = 6, .old = true, .hers = true},
        {.on = 2}};
    store_scope scope = {"anna", parts};
    store_ticket_counts counts;

    g_array_append_vals(parts, some, G_N_ELEMENTS(some));
    for (int i = STORE_ORDER_CHANGE; i <= STORE_ORDER_CUSTOMER; i++) {
        const store_ticket_filter f = {.order = (store_order)i,
                                       .reversed = i % 2,
                                       .priorities = priorities,
                                       .offset = 1,
                                       .scope = &scope};
        LIST(store_ticket_list(s, &f, &error));
        DO(store_ticket_count(s, &f, NOW, &counts, &error));
    }
}

static void people(store *s, int64_t ticket)
{
    store_participant p = {.address = (char *)"a@b", .part = STORE_CC};
    DO(store_participant_add(s, ticket, &p, &error));
    LIST(store_participants(s, ticket, &error));
    DO(store_participant_remove(s, ticket, "x@b", &error));
    DO(store_watcher_set(s, ticket, "anna", true, &error));
    DO(store_watcher_set(s, ticket, "ivan", false, &error));
    LIST(store_watchers(s, ticket, &error));
    store_person who = {.address = (char *)"a@b"};
    DO(store_person_put(s, &who, &error));
    GET(store_person, store_person_get(s, "a@b", &error));
}

static void together(store *s)
{
    g_autoptr(store_ticket) a = sample_ticket("one", NOW);
    g_autoptr(store_ticket) b = sample_ticket("two", NOW);
    store_place at;
    int64_t company;
    DO(store_ticket_add(s, a, &error));
    DO(store_ticket_add(s, b, &error));
    store_link l = {a->id, b->id, (char *)STORE_LINK_RELATED, NOW};
    DO(store_link_add(s, &l, &error));
    LIST(store_links(s, a->id, &error));
    DO(store_link_remove(s, a->id, b->id, &error));
    DO(store_split(s, a->id, 1, b->id, &error));
    DO(store_merge(s, b->id, a->id, &error));
    DO(store_lead(s, b->id, 1, &at, &error));
    g_array_unref(store_moved_from(s, a->id, &error));
    g_array_unref(store_merged(s, a->id, &error));
    DO(store_company_of(s, "a@b", &company, &error));
}

static void entries(store *s, int64_t ticket)
{
    int64_t next;
    g_autoptr(GBytes) data = g_bytes_new_static("data", 4);
    for (store_entry_kind kind = STORE_ARTICLE; kind < STORE_ENTRY_KINDS;
         kind++) {
        g_autoptr(store_entry) e = sample_entry(
            ticket, kind, "a zebra eats one of their seven apples", NOW);
        g_ptr_array_add(e->attachments, sample_attachment("1", "aa"));
        e->commands = g_strdup(kind == STORE_ARTICLE ? "/close" : NULL);
        DO(store_entry_add(s, e, &error));
    }
    DO(store_blob_put(s, "aa", data, &error));
    g_autoptr(GBytes) again = store_blob_get(s, "aa", &error);
    fine(again != NULL, &error);
    g_autoptr(GHashTable) files = store_note_files(s, ticket, &error);
    fine(files != NULL, &error);
    DO(store_entry_set_state(s, ticket, 1, STORE_PUBLISHED, &error));
    DO(store_entry_adopt(s, ticket, 4, &error));
    GET(store_entry, store_entry_get(s, ticket, 1, &error));
    LIST(store_entry_list(s, ticket, 0, true, &error));
    LIST(store_entry_list(s, ticket, 0, false, &error));
    LIST(store_entry_due(s, NOW, &next, &error));
    LIST(store_entry_last(s, ticket, 0, 9, 2, &error));
    LIST(store_entry_pending(s, ticket, &error));
    store_span span;
    DO(store_entry_span(s, ticket, 9, &span, &error));
    g_free(span.first_id);
    int64_t one = 1;
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof one);
    g_array_append_val(numbers, one);
    LIST(store_entry_texts(s, ticket, numbers, &error));
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    g_ptr_array_add(ids, (char *)"a@b");
    const store_heads_wanted some = {.operators = {"anna"},
                                     .sender = "c",
                                     .numbers = {1},
                                     .message_ids = ids};
    LIST(store_heads(s, ticket, &some, &error));
}

static void dues(store *s)
{
    static const store_due all[] = {
        {STORE_DUE_PUBLISH, NULL, 0},
        {STORE_DUE_REMIND, NULL, 1000},
        {STORE_DUE_DIGEST, "support", 1000},
        {STORE_DUE_ASIDE, "support", 1000},
        {STORE_DUE_WAIT, "k", 0},
    };
    bool due;
    int64_t next;
    DO(store_due_next(s, all, G_N_ELEMENTS(all), NOW, &due, &next, &error));
    DO(store_due_set_back(s, 1, &error));
}

static void ledgers(store *s, int64_t ticket)
{
    char hash[65];
    g_autoptr(GBytes) raw = g_bytes_new_static("raw", 3);
    g_autoptr(store_ledger) l = sample_ledger("l1", NOW);
    DO(store_raw_put(s, raw, hash, &error));
    g_autoptr(GBytes) again = store_raw_get(s, hash, &error);
    fine(again != NULL, &error);
    l->raw = g_strdup(hash);
    l->ticket = ticket;
    DO(store_ledger_add(s, l, &error));
    GET(store_ledger, store_ledger_get(s, "l1", &error));
    LIST(store_ledger_same(s, "support", "i1", &error));
    LIST(store_held_of(s, "l1", &error));
    LIST(store_ledger_find(s, "l1", 0, NULL, NULL, 0, &error));
    LIST(store_ledger_find(s, NULL, ticket, NULL, NULL, 0, &error));
    LIST(store_ledger_find(s, NULL, 0, "kari", NULL, 0, &error));
    LIST(store_ledger_find(s, NULL, 0, NULL, "words", 0, &error));
    LIST(store_ledger_since(s, 0, 1, &error));
}

static void outgoing(store *s, int64_t ticket)
{
    int64_t a, b, c;
    g_autoptr(store_outgoing) o = sample_outgoing(ticket, 1, "a@b", NOW);
    DO(store_outgoing_add(s, o, &error));
    GET(store_outgoing, store_outgoing_get(s, o->id, &error));
    LIST(store_outgoing_due(s, NOW, 1, &a, NULL, &error));
    DO(store_outgoing_release(s, ticket, 1, STORE_OUT_READY, NOW, &error));
    DO(store_outgoing_release(s, ticket, 1, STORE_OUT_CANCELLED, NOW, &error));
    LIST(store_outgoing_of_ticket(s, ticket, &error));
    bool gone;
    DO(store_outgoing_is_gone(s, ticket, 1, &gone, &error));
    DO(store_outgoing_set_message_id(s, o->id, "c@d", &error));
    DO(store_outgoing_result(s, o->id, STORE_OUT_SENT, 0, "250", NOW, &error));
    DO(store_outgoing_count_since(s, "a@b", NOW, &error) >= 0);
    DO(store_outgoing_count_domain(s, "b", NOW, &error) >= 0);
    LIST(store_outgoing_later(s, "flood", NOW, &error));
    GET(store_outgoing, store_outgoing_by_message_id(s, "c@d", &error));
    LIST(store_outgoing_same_id(s, "c@d", &error));
    LIST(store_outgoing_replies(s, ticket, 1, &error));
    LIST(store_outgoing_replies(s, ticket, 0, &error));
    for (int i = 0; i < STORE_REPORTS; i++)
        DO(store_outgoing_report(s, o->id, (store_report)i, NOW, "delivered",
                                 &error));
    DO(store_outgoing_status(s, &a, &b, &c, &error));
    int64_t entry_shown;
    DO(store_outgoing_shown(s, ticket, "anna", &entry_shown, &error));
}

static void ages(store *s)
{
    store_age age;
    int64_t n;
    DO(store_age_get(s, &age, &error));
    DO(!store_is_older(&age, &age));
    DO(store_begin_epoch(s, &age, NOW, &error));
    DO(store_paused(s, &n, &error));
    LIST(store_outgoing_paused(s, 1, &error));
    DO(store_resume(s, false, NOW, &n, &error));
    DO(store_resume(s, true, NOW, &n, &error));
}

/* What was worked, what it costs, and what was billed. */
static void billed(store *s, int64_t ticket)
{
    const store_rate rate = {.contract = 1, .work = (char *)"travel"};
    store_time row = {.ticket = ticket,
                      .who = (char *)"anna",
                      .min = 5,
                      .ledger = (char *)"l1",
                      .pos = 1};
    const store_time_filter all = {ticket, 1, 1, "anna", "x", 1, 2, 1, false};
    store_timer timer = {.operator_id = (char *)"anna", .ticket = ticket};
    store_statement paper = {.no = (char *)"2026-0001", .contract = 1};
    store_statement_line line = {.service = 1};
    store_settlement paid = {.contract = 1, .ref = (char *)"R-1"};
    store_consent asked = {.ticket = ticket, .service = 1};
    g_autoptr(GPtrArray) lines = g_ptr_array_new();
    g_autoptr(GArray) rows =
        g_array_new(FALSE, FALSE, sizeof(store_statement_time));
    int64_t min, bill;

    DO(store_rate_put(s, &rate, &error));
    LIST(store_rate_list(s, 1, &error));
    DO(store_time_add(s, &row, &error));
    LIST(store_time_list(s, &all, &error));
    DO(store_time_of(s, ticket, &min, &bill, &error));
    DO(store_time_of_work(s, ticket, "x", &min, &bill, &error));
    for (int i = 1; i >= 0; i--) {
        timer.from_ms = i;
        DO(store_timer_put(s, &timer, &error));
    }
    const store_warned told = {1, 24322, 80};
    int percent;
    DO(store_warned_put(s, &told, &error));
    DO(store_warned_get(s, 1, 24322, &percent, &error));
    store_timer_free(store_timer_get(s, "anna", &error));
    LIST(store_timer_list(s, &error));
    g_ptr_array_add(lines, &line);
    store_statement_time stands = {.time = row.id};
    g_array_append_val(rows, stands);
    DO(store_statement_add(s, &paper, lines, rows, &error));
    store_statement_free(store_statement_find(s, "2026-0001", &error));
    LIST(store_statement_list(s, 1, &error));
    LIST(store_statement_lines(s, paper.id, &error));
    g_free(store_statement_last_no(s, "2026-", &error));
    DO(store_statement_outside(s, 1, 1, &min, &error));
    DO(store_settlement_add(s, &paid, &error));
    g_hash_table_unref(store_contract_money(s, &error));
    LIST(store_settlement_list(s, 1, &error));
    DO(store_consent_put(s, &asked, &error));
    LIST(store_consent_list(s, ticket, &error));
}

static void registered(store *s, int64_t company)
{
    store_registered p = {.id = (char *)"liv@example.com",
                          .ext = (char *)"P-1",
                          .contact = true,
                          .company = company};

    p.handles = g_ptr_array_new();
    g_ptr_array_add(p.handles, p.id);
    DO(store_registered_put(s, &p, &error));
    g_ptr_array_unref(p.handles);
    LIST(store_registered_list(s, &error));
    g_free(store_person_of(s, "liv@example.com", &error));
    LIST(store_person_handles(s, "liv@example.com", &error));
    LIST(store_contacts(s, company, &error));
}

/* Who is entitled to what, and what is promised. */
static void entitled(store *s, int64_t ticket)
{
    store_account *his = store_account_of(s, "kari@example.com", true, &error);
    fine(his != NULL, &error);
    store_account_free(his);
    store_company of = {.name = (char *)"Acme", .ext = (char *)"A-1"};
    store_contract contract = {.sla = (char *)"vip", .ext = (char *)"C-1"};
    store_service service = {.name = (char *)"Care", .ext = (char *)"S-1"};
    store_coupon coupon = {.mac = (char *)"5f", .sla = (char *)"special"};
    store_clock k = {.ticket = ticket,
                     .kind = (char *)"first",
                     .seq = 1,
                     .sla = (char *)"vip"};
    store_asked asked;

    DO(store_company_put(s, &of, &error));
    store_company_free(store_company_get(s, of.id, &error));
    store_company_free(store_company_find(s, "A-1", &error));
    LIST(store_company_list(s, &error));
    for (int i = 1; i >= 0; i--) {
        DO(store_domain_set(s, "example.com", i * of.id, &error));
        DO(store_handle_set(s, "kari@example.com", i * of.id, &error));
    }
    LIST(store_company_names(s, of.id, &error));
    registered(s, of.id);
    DO(store_company_for(s, "kari@example.com", true, &error) == 0);
    contract.company = of.id;
    DO(store_contract_put(s, &contract, &error));
    store_contract_free(store_contract_find(s, "C-1", &error));
    DO(store_contract_tell(s, contract.id, 1, &error));
    DO(store_wait_company(s, STORE_WAIT_TERMS, of.id, NOW, &error));
    LIST(store_contract_list(s, of.id, &error));
    service.contract = contract.id;
    DO(store_service_put(s, &service, &error));
    LIST(store_service_list(s, contract.id, &error));
    store_service_free(store_service_find(s, "S-1", &error));
    store_terms_free(
        store_terms_read(s, of.id, service.id, ticket, NOW, &error));
    coupon.contract = contract.id;
    DO(store_coupon_add(s, &coupon, &error));
    store_coupon_free(store_coupon_get(s, "5f", &error));
    LIST(store_coupon_list(s, contract.id, &error));
    DO(store_coupon_spend(s, "5f", ticket, NOW, &error));
    DO(store_coupon_revoke(s, "5f", NOW, &error) == 0);
    DO(store_report_measure_add(s, &k, NOW, &error));
    DO(store_clock_put(s, &k, &error));
    LIST(store_clock_list(s, ticket, &error));
    store_clock_free(store_clock_copy(&k));
    DO(store_clock_asked(s, ticket, &asked, &error));
}

/* Rows are of no interest here. */
static void no_ticket(const store_report_ticket *t, void *context)
{
}
static void no_change(const store_report_change *c, void *context)
{
}
static void no_stay(const store_report_stay *y, void *context)
{
}
static void no_entry(const store_report_entry *e, void *context)
{
}
static void no_move(const store_report_move *m, void *context)
{
}
static void no_measure(const store_report_measure *m, void *context)
{
}
static void no_time(const store_report_time *t, void *context)
{
}
static void no_score(const store_report_score *r, void *context)
{
}
static void no_fate(const store_report_fate *f, void *context)
{
}

static void reported(store *s, int64_t ticket)
{
    const store_period p = {0, NOW};
    int64_t last;
    bool had;

    DO(store_report_last(s, &last, &error));
    DO(store_report_opened(s, &p, no_ticket, NULL, &error));
    DO(store_report_one(s, ticket, no_ticket, NULL, &error));
    DO(store_report_changes(s, "line", &p, no_change, NULL, &error));
    DO(store_report_stays(s, &p, no_stay, NULL, &error));
    DO(store_report_open(s, NOW, no_stay, NULL, &error));
    DO(store_report_asked(s, &p, no_entry, NULL, &error));
    DO(store_report_replied(s, &p, no_entry, NULL, &error));
    DO(store_report_had_reply(s, ticket, NOW, &had, &error));
    DO(store_report_moves(s, no_move, NULL, &error));
    DO(store_report_measures(s, &p, no_measure, NULL, &error));
    DO(store_report_times(s, &p, no_time, NULL, &error));
    DO(store_report_ratings(s, &p, no_score, NULL, &error));
    DO(store_report_ratings_asked(s, &p, no_score, NULL, &error));
    DO(store_report_reviews(s, &p, no_score, NULL, &error));
    DO(store_report_score_add(s,
                              &(store_report_score){.person = "k", .who = "a"},
                              false, NOW, &error));
    DO(store_report_fates(s, &p, no_fate, NULL, &error));
}

static void retired(store *s, int64_t ticket)
{
    LIST(store_names(s, &error));
    GET(store_duties, store_duties_of(s, "anna", &error));
    fine(store_has_secrets(s, ticket, "anna", &error) >= 0, &error);
    DO(store_duties_move(s, "anna", "ola", &error));
    g_array_unref(store_tickets_of(s, "kari@example.com", &error));
    fine(store_is_known(s, "kari@example.com", &error) >= 0, &error);
    DO(store_person_move(s, "kari@example.com", "kari@example.net", &error));
}

static void revoked(store *s, int64_t ticket)
{
    int64_t entry;
    DO(store_revoke(s, ticket, "anna", 3, &error));
    DO(store_revoked(s, ticket, "anna", &entry, &error));
    DO(store_lists_revoke(s, "anna", NOW, &error));
    DO(store_lists_revoked(s, "anna", &entry, &error));
    g_autoptr(GArray) all = store_told_tickets(s, "anna", &error);
    fine(all != NULL, &error);
}

static void held(store *s, int64_t ticket)
{
    g_autoptr(store_held) h = sample_held(ticket, "text", NOW);
    g_ptr_array_add(h->attachments, sample_attachment("1", "aa"));
    DO(store_held_add(s, h, &error));
    DO(store_held_update(s, h, &error));
    GET(store_held, store_held_get(s, h->id, &error));
    LIST(store_held_list(s, 0, &error));
    LIST(store_held_list(s, ticket, &error));
    LIST(store_held_unanswered(s, &error));
    LIST(store_held_undigested(s, "support", &error));
    LIST(store_held_released(s, &error));
    GET(store_held, store_held_of_ledger(s, "l1", &error));
    GET(store_held, store_held_by_ledger(s, "l1", &error));
}

static void alarms(store *s)
{
    bool first;
    DO(store_alarm_raise(s, "disk", "full", NOW, &first, &error));
    LIST(store_alarm_list(s, &error));
    DO(store_alarm_clear(s, "disk", &error));
}

static void no_word(uint64_t hash, int64_t class, int64_t n, void *context)
{
}

static bool no_lesson(int64_t class, GBytes *features, void *context)
{
    return true;
}

/* Learned, corrected and forgotten. */
static void words(store *s)
{
    static const int64_t classes[] = {0, 1, STORE_CLASS_NONE};
    int64_t class;
    bool changed;
    store_learned what;
    const uint64_t word = 1;
    LIST(store_classes(s, &error));
    DO(store_class_number(s, "billing", true, 9, &class, &error));
    for (unsigned i = 0; i < G_N_ELEMENTS(classes); i++) {
        g_autoptr(store_lesson) l = store_lesson_new(s, NOW);
        DO(store_lesson_add(l, "i1", STORE_ABOUT_SPAM, classes[i], &word, 1,
                            NULL, &what, &error));
        DO(store_lesson_size(l) > 0);
        DO(store_lesson_write(l, &error));
    }
    g_autoptr(store_lesson) about = store_lesson_new(s, NOW);
    g_autoptr(GBytes) features = g_bytes_new_static("x", 1);
    int64_t changed_lessons;
    DO(store_lesson_add(about, "i2", STORE_ABOUT_CATEGORY, class, &word, 1,
                        features, &what, &error));
    DO(store_lessons_changed(s, &changed_lessons, &error));
    DO(store_lessons_each(s, no_lesson, NULL, &error));
    DO(store_lessons_expire(s, 1, &error));
    DO(store_lessons_heard(s, 1, &error));
    DO(store_lesson_add(about, "i2", STORE_ABOUT_CATEGORY, STORE_CLASS_NONE,
                        &word, 1, features, &what, &error));
    LIST(store_learned_as(s, "i1", &error));
    DO(store_words_set_changed(s, true, &error));
    DO(store_words_changed(s, &changed, &error));
    DO(store_words_expire(s, NOW, &error));
    DO(store_words_each(s, no_word, NULL, &error));
}

static void teachings(store *s)
{
    bool was;
    DO(store_teach(s, "l1", STORE_ABOUT_SPAM, "spam", &error));
    GET(store_teaching, store_teaching_next(s, NOW, &error));
    DO(store_teaching_later(s, 1, NOW, &error));
    DO(store_teaching_end(s, 1, &was, &error));
    DO(store_teaching_count(s, &error) >= 0);
}

static void shown(store *s, int64_t ticket)
{
    g_autoptr(store_outgoing) o = sample_outgoing(ticket, 1, "a@b", NOW);
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    g_ptr_array_add(ids, (char *)"e@f");
    DO(store_outgoing_add(s, o, &error));
    DO(store_shown_put(s, o, "parts", &error));
    LIST(store_shown_find(s, ids, ticket, "a@b", 2, &error));
}

/* Of a contact person of company 1, so that all is asked. */
static void accounts(store_public *p, int64_t ticket)
{
    store_account_ask ask = {.open = true, .from_ms = 1, .to_ms = NOW};
    int64_t due;
    bool more;
    g_autoptr(store_account) a =
        store_public_account(p, "a@example.com", true, &error);

    assert_fine(error);
    LIST(store_public_requests(p, a, &ask, &more, &error));
    a->contact = ask.company = true;
    a->company = 1;
    LIST(store_public_requests(p, a, &ask, &more, &error));
    a->contact = false;
    GET(store_ticket, store_public_request(p, a, ticket, &error));
    LIST(store_public_times(p, ticket, 1, 1, NOW, &error));
    DO(store_public_promise(p, ticket, "first", &due, &error));
    LIST(store_public_contracts(p, 1, &error));
    LIST(store_public_services(p, 1, &error));
    LIST(store_public_rates(p, 1, &error));
    LIST(store_public_statements(p, 1, &error));
    LIST(store_public_statement_lines(p, 1, &error));
    LIST(store_public_settlements(p, 1, &error));
}

static void public(const char *path, int64_t ticket)
{
    store_public *p = store_public_open(FILE_OF(path), &error);
    fine(p != NULL, &error);
    store_public_listen(p, keep, NULL);
    GET(store_ticket, store_public_ticket(p, ticket, &error));
    LIST(store_public_articles(p, ticket, 0, &error));
    LIST(store_public_articles(p, ticket, 1, &error));
    LIST(store_public_participants(p, ticket, &error));
    LIST(store_public_values(p, ticket, &error));
    g_autofree char *language = NULL;
    DO(store_public_language(p, "a@b", &language, &error));
    int64_t best;
    DO(store_public_asks(p, ticket, 1, "a@b", &best, &error));
    LIST(store_public_tickets_of(p, "a@b", &error));
    bool off;
    DO(store_public_ack_off(p, "a@b", &off, &error));
    accounts(p, ticket);
    g_autoptr(GBytes) data = store_public_attachment(p, ticket, 1, "1", &error);
    fine(data != NULL, &error);
    store_public_close(p);
}

static void wall(const char *path, int64_t ticket)
{
    store_wall *w = store_wall_open(FILE_OF(path), &error);
    bool any;
    const int64_t one = 1;
    g_autoptr(GArray) few = g_array_new(FALSE, FALSE, sizeof one);
    g_array_append_val(few, one);
    fine(w != NULL, &error);
    store_wall_listen(w, keep, NULL);
    DO(store_wall_any(w, ticket, &any, &error));
    g_autoptr(GArray) whole = store_wall_short(w, ticket, &error);
    fine(whole != NULL, &error);
    g_autoptr(GArray) found = store_wall_find(w, ticket, few, &error);
    fine(found != NULL, &error);
    while (few->len <= STORE_WALL_LOOK_UP)
        g_array_append_val(few, one);
    g_autoptr(GArray) through = store_wall_find(w, ticket, few, &error);
    fine(through != NULL, &error);
    g_autofree char *text = store_wall_note(w, ticket, 2, &error);
    fine(text != NULL, &error);
    store_wall_close(w);
}

/* What an index itself is asked is each database's own. */
static void searched(fixture *f, int64_t ticket)
{
    const char *addresses[] = {"kari@example.com", NULL};
    store_search_who who = {addresses, 1};
    store_search_state state;
    int64_t n = 0;
    bool more = true;

    DO(store_begin_deciding(f->s, &error));
    DO(db_write(f->s->db, &error,
                "INSERT INTO search_group (kind, ref, after, mark)"
                " VALUES (0, 'kari@example.com', 0, 1), (1, '1', 0, 1)"
                " ON CONFLICT (kind, ref) DO NOTHING",
                DB_END));
    DO(store_commit(f->s, &error));
    store_indexer *x = store_indexer_new(FILE_OF(f->path));
    DO(store_indexer_renew(x, f->s, &error));
    while (more)
        DO(store_indexer_step(x, f->s, &more, &error));
    DO(store_indexer_tidy(x, &more, &error));
    store_indexer_free(x);
    DO(store_search_state_get(f->s, &state, &error));
    g_free(store_search_snippet(f->s, ticket, "words", 40, &n, NULL));
    store_search *c = store_search_open(FILE_OF(f->path), &error);
    fine(c != NULL, &error);
    store_search_listen(c, keep, NULL);
    g_autoptr(GArray) found = store_search_find(c, &who, "words", 9, &error);
    fine(found != NULL, &error);
    store_search_close(c);
    bool holds;
    store_public *p = store_public_open(FILE_OF(f->path), &error);
    fine(p != NULL, &error);
    store_public_listen(p, keep, NULL);
    DO(store_public_holds(p, ticket, "words", &holds, &error));
    store_public_close(p);
}

static void print_schema(void)
{
    const char *step;
    for (unsigned version = 0; (step = schema_step(version)); version++) {
        g_autoptr(GString) text = g_string_new(step);
        g_string_replace(text, "BYTES", "BYTEA", 0);
        puts(text->str);
    }
    puts("--");
}

int main(void)
{
    fixture *f = NULL;
    fixture_setup((void **)&f);
    texts = g_ptr_array_new_with_free_func(g_free);
    store_listen(f->s, keep, NULL);
    g_autoptr(store_ticket) t = sample_ticket("words", NOW);
    DO(store_begin_deciding(f->s, &error));
    tickets(f->s, t);
    histories(f->s, t);
    values(f->s, t->id);
    orders(f->s);
    people(f->s, t->id);
    together(f->s);
    entries(f->s, t->id);
    dues(f->s);
    ledgers(f->s, t->id);
    outgoing(f->s, t->id);
    held(f->s, t->id);
    alarms(f->s);
    words(f->s);
    teachings(f->s);
    shown(f->s, t->id);
    ages(f->s);
    revoked(f->s, t->id);
    billed(f->s, t->id);
    entitled(f->s, t->id);
    reported(f->s, t->id);
    retired(f->s, t->id);
    DO(store_commit(f->s, &error));
    public(f->path, t->id);
    wall(f->path, t->id);
    searched(f, t->id);
    print_schema();
    for (unsigned i = 0; i < texts->len; i++)
        puts(texts->pdata[i]);
    g_ptr_array_unref(texts);
    fixture_teardown((void **)&f);
    return 0;
}
