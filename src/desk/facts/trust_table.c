/* trust_table.c: who it is, and how sure that is (trust.h). */
#include "base/planted.h"
#include "desk/facts/trust.h"

/* ---- what a login and a trusted host prove ---- */

trust_proof trust_prove(trust_login login, trust_auth auth, bool authserv_known)
{
    trust_proof silent = authserv_known ? TRUST_MISSING : TRUST_OPEN;

    switch (login) {
    case TRUST_LOGIN_HERS:
        return TRUST_PROVED;
    case TRUST_LOGIN_OTHERS:
    case TRUST_LOGIN_NOT_HERS:
        return TRUST_CONTRADICTED;
    case TRUST_LOGIN_NOBODYS:
        return silent;
    default:
        break;
    }
    return auth == TRUST_PASS ? TRUST_PROVED
           : auth == TRUST_FAIL
               ? PLANTED(failed_trusted) ? TRUST_PROVED : TRUST_FAILED
               : silent;
}

/* ---- the table ---- */

#define BIT(x) (1u << (x))
#define ANY    (~0u)

#define OPERATOR    BIT(TRUST_FROM_OPERATOR)
#define BOTH        BIT(TRUST_FROM_BOTH)
#define OPERATORS   (OPERATOR | BOTH)
#define PARTICIPANT BIT(TRUST_FROM_PARTICIPANT)
#define STRANGER    BIT(TRUST_FROM_STRANGER)
#define UNCLEAR     BIT(TRUST_FROM_UNCLEAR)
#define OUTSIDE     BIT(TRUST_FROM_OUTSIDE)

#define PROVED       BIT(TRUST_PROVED)
#define OPEN         BIT(TRUST_OPEN)
#define MISSING      BIT(TRUST_MISSING)
#define FAILED       BIT(TRUST_FAILED)
#define CONTRADICTED BIT(TRUST_CONTRADICTED)

#define NONE   BIT(TRUST_SIGN_NONE)
#define HERS   BIT(TRUST_SIGN_HERS)
#define OTHERS BIT(TRUST_SIGN_OTHERS)
#define GONE   BIT(TRUST_SIGN_GONE)
#define SOME   (HERS | OTHERS | GONE)

#define REQUEST BIT(1)

/* The first row that fits answers; the last fits all. */
static const struct row {
    unsigned from, proof, capability, claim, request;
    trust_who who;
} table[] = {
    /* Who is asked outside: his own secret address, and proof where the site can
     * have it. What may be his is filed, and counts for nothing. */
    {OUTSIDE, PROVED | OPEN, HERS, ANY, REQUEST, TRUST_IS_OUTSIDER},
    {OUTSIDE, ANY, ANY, ANY, REQUEST, TRUST_IS_ALLEGED},
    {OUTSIDE, ANY, ANY, ANY, ANY, TRUST_IS_STRANGER},
    /* What a customer writes stays inside, wherever he sends it. */
    {PARTICIPANT, PROVED | OPEN | MISSING, ANY, ANY, ANY, TRUST_IS_CUSTOMER},
    /* A secret address in other hands: its owner is asked. A claim in the thread
     * proves nothing about others: they may have got a copy. */
    {PARTICIPANT | STRANGER | UNCLEAR, ANY, SOME, ANY, ANY, TRUST_IS_DOUBTFUL},
    /* Her login, and nobody knows whose From. */
    {UNCLEAR, PROVED, NONE, SOME, ANY, TRUST_IS_DOUBTFUL},
    {UNCLEAR, PROVED, NONE, NONE, REQUEST, TRUST_IS_DOUBTFUL},
    {PARTICIPANT | STRANGER | UNCLEAR, ANY, ANY, ANY, ANY, TRUST_IS_STRANGER},

    /* From here on From, or a login alone, names an operator. */
    {ANY, CONTRADICTED, SOME, ANY, ANY, TRUST_IS_DOUBTFUL},
    {ANY, CONTRADICTED, ANY, SOME, ANY, TRUST_IS_DOUBTFUL},
    {ANY, CONTRADICTED, ANY, ANY, REQUEST, TRUST_IS_DOUBTFUL},
    {ANY, CONTRADICTED, ANY, ANY, ANY, TRUST_IS_STRANGER},
    {ANY, ANY, GONE, ANY, ANY, TRUST_IS_DOUBTFUL},
    /* The address that is hers alone, and proof where the site can have it. */
    {ANY, PROVED | OPEN, HERS, ANY, ANY, TRUST_IS_OPERATOR},
    {ANY, PROVED | OPEN, OTHERS, ANY, ANY, TRUST_IS_COLLEAGUE},
    {ANY, MISSING | FAILED, SOME, ANY, ANY, TRUST_IS_DOUBTFUL},
    /* A claim says where, never who. */
    {ANY, PROVED, NONE, HERS, ANY, TRUST_IS_OPERATOR},
    {ANY, PROVED, NONE, OTHERS | GONE, ANY, TRUST_IS_COLLEAGUE},
    {ANY, ANY, NONE, SOME, ANY, TRUST_IS_DOUBTFUL},
    /* Neither: a request of her own, an answer by the thread, a fresh one. */
    {BOTH, PROVED | OPEN | MISSING, ANY, ANY, ANY, TRUST_IS_CUSTOMER},
    {ANY, PROVED, ANY, ANY, ANY, TRUST_IS_OPERATOR},
    {ANY, OPEN | MISSING, ANY, ANY, REQUEST, TRUST_IS_DOUBTFUL},
    {ANY, ANY, ANY, ANY, ANY, TRUST_IS_STRANGER},
};

static bool fits(const struct row *r, trust_from from, trust_proof proof,
                 trust_sign capability, trust_sign claim, bool request)
{
    return (r->from & BIT(from)) && (r->proof & BIT(proof)) &&
           (r->capability & BIT(capability)) && (r->claim & BIT(claim)) &&
           (r->request & BIT(request));
}

static trust_sure sure_of(trust_who who, trust_proof proof)
{
    if (who == TRUST_IS_DOUBTFUL || who == TRUST_IS_ALLEGED)
        return TRUST_UNSURE;
    if (proof == TRUST_PROVED)
        return TRUST_SURE;
    return who == TRUST_IS_OPERATOR || who == TRUST_IS_COLLEAGUE ||
                   who == TRUST_IS_OUTSIDER
               ? TRUST_LIKELY
               : TRUST_UNSURE;
}

trust_answer trust_look_up(trust_from from, trust_proof proof,
                           trust_sign capability, trust_sign claim,
                           bool request)
{
    const struct row *r = table;

    while (!fits(r, from, proof, capability, claim, request))
        r++;
    return (trust_answer){r->who, sure_of(r->who, proof)};
}

/* ---- facts and signs as the table has them ---- */

/* Mail that she passes on keeps its From: her login proves nothing about that
 * customer, and he does not speak for her. */
static bool passed_on(const trust_facts *t, const trust_signs *s)
{
    return t->sasl && t->from && !t->operator_ && s->participant;
}

const config_operator *trust_sender(const trust_facts *t, const trust_signs *s)
{
    if (passed_on(t, s))
        return NULL;
    return t->operator_ ? t->operator_ : t->sasl;
}

trust_proof trust_proof_of(const trust_facts *t, const trust_signs *s)
{
    trust_login login = passed_on(t, s) ? TRUST_LOGIN_NOBODYS
                        : t->sasl       ? TRUST_LOGIN_HERS
                                        : t->login;

    return trust_prove(login, t->auth, t->authserv_known);
}

/* An operator's secret address says more; whoever takes part, or works here, and
 * has it from somebody else is what he is without it. */
static bool is_outside(const trust_facts *t, const trust_signs *s)
{
    if (!t->from || s->capability_found)
        return false;
    if (s->outside_his)
        return true;
    return (s->outside_found || s->partner) && !s->participant &&
           !trust_sender(t, s);
}

static trust_sign outside_sign(const trust_signs *s)
{
    if (!s->outside_found)
        return TRUST_SIGN_NONE;
    return s->outside_gone                               ? TRUST_SIGN_GONE
           : s->outside_his || PLANTED(alleged_believed) ? TRUST_SIGN_HERS
                                                         : TRUST_SIGN_OTHERS;
}

static trust_from from_of(const trust_facts *t, const trust_signs *s)
{
    if (!t->from)
        return TRUST_FROM_UNCLEAR;
    if (is_outside(t, s))
        return TRUST_FROM_OUTSIDE;
    if (trust_sender(t, s))
        return s->participant ? TRUST_FROM_BOTH : TRUST_FROM_OPERATOR;
    return s->participant ? TRUST_FROM_PARTICIPANT : TRUST_FROM_STRANGER;
}

static trust_sign sign_of(bool found, const config_operator *whose,
                          const config_operator *sender)
{
    if (!found)
        return TRUST_SIGN_NONE;
    if (!whose)
        return TRUST_SIGN_GONE;
    return whose == sender ? TRUST_SIGN_HERS : TRUST_SIGN_OTHERS;
}

trust_answer trust_judge(const trust_facts *t, const trust_signs *s)
{
    const config_operator *sender = trust_sender(t, s);
    trust_from from = from_of(t, s);

    return trust_look_up(
        from,
        s->claim_found && PLANTED(claim_trusted) ? TRUST_PROVED
                                                 : trust_proof_of(t, s),
        from == TRUST_FROM_OUTSIDE
            ? outside_sign(s)
            : sign_of(s->capability_found, s->capability, sender),
        sign_of(s->claim_found, s->claim, sender), s->request);
}
