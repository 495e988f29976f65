/* fuzz_rules_view: any octets as a message, under rules that read all of it. */
#include "fuzz/fuzz.h"

#include "rules/match.h"

static const char rules[] =
    "util_rb_tld com net org uk\nfreemail_domains free.com\n"
    "header A ALL =~ /x/\nheader B From:addr =~ /x/\nheader C To:name =~ /x/\n"
    "header D From:addr:domain =~ /x/\nheader E Received:ip =~ /1/\n"
    "header F X-Spam-Relays-External =~ /x/\nheader G ALL-TRUSTED =~ /x/\n"
    "body H /x/\nrawbody I /x/\nuri J /x/\nfull K /x/\n"
    "mimeheader L Content-Type =~ /x/\ntflags H multiple\n"
    "header EA eval:check_freemail_replyto('reply')\n"
    "body EB eval:multipart_alternative_difference('9','99')\n"
    "body EC eval:check_for_mime('mime_qp_count')\n"
    "header ED eval:check_msg_parse_flags('mime_epilogue_exists')\n"
    "header EE eval:check_for_shifted_date('1','2')\n"
    "body EF eval:image_size_range('all',1,1)\n"
    "header EG eval:similar_recipients('0.1','0.2')\n"
    "header EH eval:check_outlook_message_id()\n"
    "body EI eval:check_stock_info('2')\n"
    "body EJ eval:check_https_http_mismatch('1','10')\n"
    "header EK eval:check_for_forged_received_trail()\n"
    "body EL eval:check_for_uppercase('25','50')\n"
    "header EM eval:check_ratware_name_id()\n"
    "header EN eval:check_mailfrom_matches_rcvd()\n";

static rule_set *set;
static matcher *all;

static void read_all(const uint8_t *data, size_t size)
{
    view *v = view_new(data, size, set);

    match_result_free(match_run(all, v, 1000));
    view_free(v);
}

void fuzz_one(const uint8_t *data, size_t size)
{
    if (set == NULL) {
        set = set_read_text("f.cf", rules, 0, NULL, NULL);
        if (set == NULL)
            fuzz_fail("the rules of this test are wrong");
        all = match_new(set, MATCH_ALL);
    }
    read_all(data, size);
    fuzz_linear(read_all, data, size);
}
