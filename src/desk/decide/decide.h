/* decide: (letter, facts, verdict, what the store says, now) -> plan. Pure. */
#ifndef POSTERN_DECIDE_H
#define POSTERN_DECIDE_H

#include "base/span.h"
#include "desk/category_config.h"
#include "desk/facts/files.h"
#include "desk/facts/snapshot.h"
#include "desk/fault.h"
#include "desk/plan.h"
#include "desk/prepaid_now.h"
#include "desk/report_config.h"
#include "desk/robot_config.h"
#include "desk/statement_desk.h"
#include "desk/wall.h"
#include "quote/account.h"
#include "rules/verdict.h"

typedef struct decide_input {
    const config *config;
    const spool_entry *entry;
    const letter *letter;
    const trust_facts *trust;
    const evidence *evidence;
    const verdict *verdict;
    const snapshot *snapshot;
    const account *account; /* whose words it is made of; NULL: not known */
    const GPtrArray *files; /* facts_file*, of an operator's letter; NULL */
    bool broken; /* the parser died with it: letter has only what the small
                         reader found; it is held */
    int64_t now_ms;
} decide_input;

/* The heaviest category of a verdict whose weight reaches its threshold; NULL if
 * none does. */
const config_category *decide_category(const config *c, const verdict *v);
/* The surest learned one of at least this probability, which *sure gets; NULL. */
const config_category *decide_learned(const config *c, const verdict *v,
                                      double least, double *sure);
/* That of a new ticket: by rules, else *learned, if that is to be applied. */
const config_category *decide_choose(const config *c, const verdict *v,
                                     bool *learned);

/* Always a plan with exactly one PLAN_FATE. */
plan *decide_letter(const decide_input *in);

/* End of an undo window of `entry` in `t`: publish, or hold if it crossed. */
plan *decide_publish(const config *c, const snapshot_ticket *t,
                     const store_entry *entry, int64_t now_ms);
/* A held item: reminders after 15 (author) and 60 minutes (line); may be empty.
 */
plan *decide_remind(const config *c, const snapshot_ticket *t,
                    const store_held *held, int64_t now_ms);
#define DECIDE_REMIND_AUTHOR_MS (15 * 60 * 1000)
#define DECIDE_REMIND_LINE_MS   SPAN_HOUR
/* A mail of ours was refused for good, or given up, perhaps in a flood of new
 * requests; `t` is its ticket, NULL if it
 * is about none or that is gone. `status` is what the server said. Those whom the
 * ticket concerns are told; if nobody is, an alarm. */
plan *decide_failed(const config *c, const snapshot_ticket *t,
                    const store_outgoing *row, const char *status, bool flood,
                    int64_t now_ms);
/* Our own server has put a mail off once more; `row` as it was before. Whoever holds
 * the request is told once, when that has lasted for DECIDE_PUT_OFF_LONG, after which
 * mail servers use to warn; empty otherwise. */
plan *decide_put_off(const config *c, const snapshot_ticket *t,
                     const store_outgoing *row, const char *answer,
                     int64_t now_ms);
bool decide_is_put_off(const store_outgoing *row, int64_t now_ms);
#define DECIDE_PUT_OFF_LONG (4 * SPAN_HOUR)
/* The last wall (desk/wall.h) saw in this mail what must not leave. `entry` is the
 * article that it carries, NULL if it carries none. A reply is held, and its author
 * told; what the desk sends by itself is not sent: an event, and an alarm. `gone`: it
 * went to somebody before there was anything to see, so it goes on, and the plan has
 * an event only. */
plan *decide_walled(const config *c, const snapshot_ticket *t,
                    const store_entry *entry, const store_outgoing *row,
                    const wall_hit *hit, bool gone, int64_t now_ms);
/* Of those alarms and of decide_failed's, which are over when a mail to the same address goes. Caller
 * frees. */
char *decide_failed_cause(const store_outgoing *row);
/* Clocks of SLAs whose time has come to be told of. */
typedef struct decide_due {
    const snapshot_ticket *t;
    const char *ref; /* of its row of store/waits.h: "#1042/first" */
} decide_due;
#define DECIDE_SLA_WAIT "sla" /* the kind of those rows */
#define DECIDE_SLA_MAX  5     /* more at once to one person are one mail */
/* One plan for all (decide_due). */
plan *decide_sla(const config *c, const GArray *due, int64_t now_ms);
/* A contract is looked at: people are told of its end, clocks look at what is promised
 * when it begins or ends. */
typedef struct decide_contract_ask {
    const store_contract *contract;
    const store_company *company;
    const GPtrArray *others;   /* store_contract*: all of the company */
    const GPtrArray *contacts; /* store_person*, who speak for it */
} decide_contract_ask;
plan *decide_contract(const config *c, const decide_contract_ask *a,
                      int64_t now_ms);
/* What a request is entitled to may be another thing by now. */
plan *decide_terms(const config *c, const snapshot_ticket *t, int64_t now_ms);
/* Somebody of its line is on duty: it becomes hers, if it is nobody's. */
plan *decide_assigned(const config *c, const snapshot_ticket *t,
                      int64_t now_ms);
/* The customer has not answered for as long as he was given: he is reminded, or it
 * is back to work, or resolved. `mails`: automatic ones that he got in the last
 * hour. Empty if it does not wait for him any more. */
plan *decide_waiting(const config *c, const snapshot_ticket *t, int64_t mails,
                     int64_t now_ms);
/* The date has come until which it was out of sight; may be empty. */
plan *decide_later(const config *c, const snapshot_ticket *t, int64_t now_ms);
/* What an operator is to be told of later is due: one mail about all of it.
 * `news`: store_news*, oldest first. */
plan *decide_news(const config *c, const char *operator_id,
                  const GPtrArray *news, int64_t now_ms);
/* The day is over in which an operator's timer began that runs on `t`: she is asked,
 * once. Empty if it runs no more. */
plan *decide_timer_due(const config *c, const snapshot_ticket *t,
                       const char *operator_id, int64_t now_ms);
#define DECIDE_TIMER \
    "timer" /* kinds of rows in store/waits.h: of an operator */
#define DECIDE_PREPAID "prepaid" /* of a service, on which time was booked */
/* 80 or 100 % of what is prepaid of a service are used: its contract's manager (an
 * administrator, if there is none) and `contacts` (char*, who speak for the company)
 * hear of it, unless `told` (percent) of the month were told before. */
plan *decide_prepaid(const config *c, const prepaid_now *p,
                     const GPtrArray *contacts, int told, int64_t now_ms);
/* An operator's working day begins; `any`: there is something to tell her. */
plan *decide_morning(const config *c, const char *operator_id,
                     const assign_staff *staff, bool any, int64_t now_ms);
/* A board's time is over (`ref` of store/waits.h): who leads the line is told, if it
 * has not decided. */
plan *decide_board_late(const config *c, const snapshot_ticket *t,
                        const char *ref, int64_t now_ms);
/* It was closed: does it go to a lead for review? `draw`: rating_draw of it. Empty
 * if not. */
plan *decide_review_due(const config *c, const snapshot_ticket *t, int draw,
                        int64_t now_ms);
/* A report whose time has come, for those who are to get it; `made_ms`: when the
 * latest period began that it was made of; 0: none was. */
plan *decide_report_due(const config *c, const config_report *r,
                        int64_t made_ms, int64_t now_ms);
#define DECIDE_REPORT      "report" /* kinds of rows in store/waits.h, ref: NAME */
#define DECIDE_REPORT_MADE "report_made" /* no moment: made_ms */
#define DECIDE_REVIEW      "review"      /* kind of its rows in store/waits.h */
/* ---- statements, once a month ([site] statements) ---- */
#define DECIDE_STATEMENTS       "statement" /* kind of rows in store/waits.h: "#3" */
#define DECIDE_STATEMENTS_MONTH "month" /* their ref: the next month begins */
/* The next first opening of a month after `now_ms`, and the month (desk/prepaid.h) that
 * is billed now. */
int64_t decide_statements_next(const config *c, int64_t now_ms);
int64_t decide_statements_month(const config *c, int64_t now_ms);
/* Each contract (store_contract*) is looked at, and the next month is waited for. */
plan *decide_statements(const config *c, const GPtrArray *contracts,
                        int64_t now_ms);
/* The draft goes to who manages the contract; `why` it was not sent by itself,
 * NULL. */
plan *decide_statement_draft(const config *c, const statement_source *s,
                             int64_t month, const char *why, int64_t now_ms);
/* Nothing is to be done, before `until_ms` (0: at all). */
plan *decide_statement_waits(const config *c, int64_t contract,
                             int64_t until_ms, int64_t now_ms);

/* A status whose time has come becomes another by itself (`after` of [status NAME]);
 * empty if it does not. Before its time the plan only waits on. */
plan *decide_after(const config *c, const snapshot_ticket *t, int64_t now_ms);
#define DECIDE_AFTER "status" /* kind of its rows in store/waits.h */
/* A robot and a request that it may act on: `if`, `unless` and how often it may are
 * asked now, its commands are checked as an operator's, and done all or none. With
 * one PLAN_ROBOT, last; a plan that only waits on has none. */
typedef struct decide_robot_ask {
    const config_robot *robot;
    const snapshot_ticket *t; /* with its staff */
    int64_t job;              /* that asks for it; 0: its time has come */
    const char *event;        /* of the job; NULL */
    bool again; /* somebody asks for it who knows that it failed before */
    unsigned words, never_words; /* as condition_ask has them, of `if` and of
                                    `unless` */
    store_robot_counts counts;
    int64_t mails; /* automatic ones that the customer got in the last hour */
} decide_robot_ask;
plan *decide_robot(const config *c, const decide_robot_ask *a, int64_t now_ms);
/* Causes of its alarms: what it could not do is given up (as of a hook), or it acts
 * too often. Caller frees. */
char *decide_robot_cause(const char *robot, bool limit);
/* What is wrong with one of its commands, whatever request it acts on; NULL. */
fault *decide_robot_wrong(const config *c, const config_robot *r,
                          const command_call *call);
/* What another system asks for: `lines`, NULL ends them, are a command each, or
 * /note and a text, which is never read as commands. NULL: `errors` (command_error*)
 * say why nothing can be done. */
struct config_hook;
plan *decide_do(const config *c, const snapshot_ticket *t,
                const struct config_hook *h, const char *const *lines,
                int64_t now_ms, GPtrArray *errors);
/* What a lookup answered sets those fields that it may set; `rows` are how many it
 * shows. Why others are not set goes into `left` (char*). */
struct config_lookup;
struct lookup_answer;
plan *decide_lookup(const config *c, const snapshot_ticket *t,
                    const struct config_lookup *l,
                    const struct lookup_answer *a, int64_t now_ms,
                    GPtrArray *left);
/* The digest of a queue's newly held spam, and of what was put aside, for its first
 * line: `items` are store_held*, of each kind oldest first; empty as long as the
 * oldest spam has not waited for spam_digest_ms, nor the oldest that is aside
 * DECIDE_ASIDE_TIMES as long: it is nobody's who waits. */
#define DECIDE_ASIDE_TIMES 24
plan *decide_digest(const config *c, const config_queue *queue,
                    const GPtrArray *items, int64_t now_ms);
/* `postern operator revoke`, by an administrator: her secret addresses of this
 * ticket are dead. */
plan *decide_revoke_all(const config *c, const config_operator *o,
                        const store_ticket *t, int64_t now_ms);
/* `postern operator retire`, by an administrator: who leaves. She may be in the
 * configuration yet, or not any more. */
typedef struct decide_leaver {
    const char *id, *name;
    bool secrets; /* secret addresses of hers of this ticket live */
} decide_leaver;
/* Why her tickets cannot be `to`'s; NULL: this one can. */
fault *decide_retire_wrong(const config *c, const config_operator *to,
                           const store_ticket *t);
/* What she holds and watches in it is `to`'s, her secret addresses are dead. */
plan *decide_retire(const config *c, const snapshot_ticket *t,
                    const decide_leaver *from, const config_operator *to,
                    int64_t now_ms);
/* One mail to `to` about all (int64_t); it comes from `queue`. */
plan *decide_retired(const config *c, const decide_leaver *from,
                     const config_operator *to, const char *queue,
                     const GArray *yours, const GArray *watched,
                     int64_t now_ms);
/* `postern person retire`: `to` takes part in place of `from`, which does so no
 * more. Normal forms. */
plan *decide_readdress(const config *c, const snapshot_ticket *t,
                       const char *from, const char *to, int64_t now_ms);
/* `postern held release|drop`, by an administrator; t NULL if the item has no
 * ticket. Spam and broken ones become STORE_HELD_RELEASED: the process role
 * brings them through the spool once more. */
plan *decide_held(const config *c, const snapshot_ticket *t,
                  const store_held *held, bool release, int64_t now_ms);

#endif
