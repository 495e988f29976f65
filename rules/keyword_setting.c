/* keyword_setting: SpamAssassin's settings that have no effect here. An existing
 * local.cf is taken as it is; what would change hits is named all the same. */
#include "rules/keyword_room.h"

#include <string.h>

/* Settings of reports, storage, programs and networks: nothing here asks
 * them. */
static const char *const silent[] = {"add_header",
                                     "adsp_override",
                                     "allow_user_rules",
                                     "clear_asn_lookups",
                                     "clear_dns_query_restriction",
                                     "clear_dns_query_restrictions",
                                     "clear_dns_servers",
                                     "clear_headers",
                                     "clear_originating_ip_headers",
                                     "clear_report_template",
                                     "clear_unsafe_report_template",
                                     "clear_util_rb",
                                     "country_db_path",
                                     "country_db_type",
                                     "dccifd_options",
                                     "def_welcomelist_auth",
                                     "def_welcomelist_from_dkim",
                                     "def_welcomelist_from_spf",
                                     "def_whitelist_auth",
                                     "def_whitelist_from_dkim",
                                     "def_whitelist_from_spf",
                                     "descriptions",
                                     "do_not_use_mail_spf",
                                     "do_not_use_mail_spf_query",
                                     "fold_headers",
                                     "ignore_received_spf_header",
                                     "loadplugin",
                                     "lock_method",
                                     "max_short_url_redirections",
                                     "max_short_urls",
                                     "mbox_format_from_regex",
                                     "rbl_timeout",
                                     "remove_header",
                                     "report",
                                     "require_version",
                                     "required_hits",
                                     "required_score",
                                     "reuse",
                                     "rewrite_header",
                                     "run_reuse_tests_only",
                                     "score_cache",
                                     "shortcircuit",
                                     "skip_rbl_checks",
                                     "skip_uribl_checks",
                                     "time_limit",
                                     "tryplugin",
                                     "unsafe_report",
                                     "unsafe_report_template",
                                     "unwelcomelist_from_dkim",
                                     "unwelcomelist_from_spf",
                                     "unwhitelist_from_dkim",
                                     "unwhitelist_from_spf",
                                     "uri_country_db_isp_path",
                                     "uri_country_db_path",
                                     "version_tag",
                                     "welcomelist_from_dkim",
                                     "welcomelist_from_spf",
                                     "whitelist_from_dkim",
                                     "whitelist_from_spf",
                                     NULL};
/* Families of such settings. */
static const char *const families[] = {"asn_",
                                       "authres_",
                                       "auto_welcomelist_",
                                       "auto_whitelist_",
                                       "bayes_",
                                       "dcc_",
                                       "dkim_",
                                       "dmarc_",
                                       "dns_",
                                       "extracttext_",
                                       "fns_",
                                       "freemail_",
                                       "geodb_",
                                       "hashbl_",
                                       "olemacro_",
                                       "phishing_",
                                       "pyzor_",
                                       "razor_",
                                       "report_",
                                       "resource_limit_",
                                       "shortcircuit_",
                                       "spamcop_",
                                       "spf_",
                                       "textcat_",
                                       "trigger_",
                                       "txrep_",
                                       "uridnsbl_",
                                       "url_shortener_",
                                       "use_",
                                       "user_awl_",
                                       "user_scores_",
                                       NULL};
/* Those that could change which rules hit. */
static const char *const missed[] = {"always_trust_envelope_sender",
                                     "body_part_scan_size",
                                     "clear_msa_networks",
                                     "clear_uridnsbl_skip_domain",
                                     "clear_url_shortener",
                                     "enable_compat",
                                     "ignore_always_matching_regexps",
                                     "inactive_languages",
                                     "msa_networks",
                                     "normalize_charset",
                                     "parse_dkim_uris",
                                     "rawbody_part_scan_size",
                                     "rbl_headers",
                                     "replace_end",
                                     "replace_start",
                                     "subjprefix",
                                     "unblacklist_from",
                                     "unblocklist_from",
                                     "unwelcomelist_auth",
                                     "unwelcomelist_from",
                                     "unwelcomelist_from_rcvd",
                                     "unwhitelist_auth",
                                     "unwhitelist_from",
                                     "unwhitelist_from_rcvd",
                                     "uri_host_lists",
                                     "welcomelist_allows_relays",
                                     "welcomelist_auth",
                                     "welcomelist_from_rcvd",
                                     "whitelist_allows_relays",
                                     "whitelist_auth",
                                     "whitelist_from_rcvd",
                                     NULL};
/* Those that define a rule of a kind that we do not know. */
static const char *const kinds[] = {"uri_block_cc",
                                    "uri_block_cidr",
                                    "uri_block_cont",
                                    "uri_block_exclude",
                                    "uri_block_isp",
                                    "uri_detail",
                                    NULL};

static void run_silent(parser *p, const parse_line *l)
{
    (void)p;
    (void)l;
}

static void run_missed(parser *p, const parse_line *l)
{
    /* nothing is said about what we have anyway */
    if ((strcmp(l->keyword, "replace_start") == 0 &&
         strcmp(l->value, "<") == 0) ||
        (strcmp(l->keyword, "replace_end") == 0 && strcmp(l->value, ">") == 0))
        return;
    parse_problem(p, false, 1, (int)strlen(l->keyword),
                  "%s is not supported and has no effect", l->keyword);
}

static bool in_family(const char *name)
{
    for (size_t i = 0; families[i]; i++)
        if (g_str_has_prefix(name, families[i]))
            return true;
    return false;
}

const parse_keyword *keyword_setting(const char *name)
{
    static const parse_keyword rows[] = {{"", run_silent, "", ""},
                                         {"", run_missed, "", ""},
                                         {"", keyword_unsupported, "", ""}};
    if (g_strv_contains(missed, name))
        return &rows[1];
    if (g_strv_contains(kinds, name))
        return &rows[2];
    return g_strv_contains(silent, name) || in_family(name) ? &rows[0] : NULL;
}
