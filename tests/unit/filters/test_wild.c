/* test_wild: messages as broken programs send them, and what a person would
 * read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "mail/mime.h"

/* Expected values that are NULL are not looked at. `from`: "name<address>",
 * joined by '|'; `rows`: attachments as "part name type". */
typedef struct wild_row {
    const char *what, *message;
    const char *subject, *from, *text, *rows;
} wild_row;

static const wild_row words[] = {
    {"split B char", "Subject: =?utf-8?B?w7w=?=\n =?utf-8?B?w58=?= x\n\nbody\n",
     "\303\274\303\237 x", NULL, NULL, NULL},
    {"split utf8 char across B",
     "Subject: =?utf-8?B?ww==?= =?utf-8?B?vA==?=\n\nbody\n", "\303\274", NULL,
     NULL, NULL},
    {"split Q across fold",
     "Subject: =?utf-8?Q?a=C3?=\n\t=?utf-8?Q?=BCb?=\n\nbody\n", "a\303\274b",
     NULL, NULL, NULL},
    {"iso2022 split",
     "Subject: =?ISO-2022-JP?B?GyRCRnwbKEI=?=\n "
     "=?ISO-2022-JP?B?GyRCS1wbKEI=?=\n\nbody\n",
     "\346\227\245\346\234\254", NULL, NULL, NULL},
    {"B and Q mixed same char",
     "Subject: =?utf-8?B?ww==?= =?utf-8?Q?=BC?=\n\nbody\n", "\303\274", NULL,
     NULL, NULL},
    {"charset case differ",
     "Subject: =?utf-8?Q?=C3?= =?UTF-8?Q?=BC?=\n\nbody\n", "\303\274", NULL,
     NULL, NULL},
    {"spaces inside Q", "Subject: =?utf-8?Q?Hello big w=C3=B6rld?=\n\nbody\n",
     "Hello big w\303\266rld", NULL, NULL, NULL},
    {"spaces inside B", "Subject: =?utf-8?B?w7 w=?=\n\nbody\n", "\303\274",
     NULL, NULL, NULL},
    {"missing ?= Q", "Subject: =?utf-8?Q?gr=C3=BC=C3=9F\n\nbody\n",
     "gr\303\274\303\237", NULL, NULL, NULL},
    {"missing ?= Q with spaces",
     "Subject: =?utf-8?Q?gr=C3=BC=C3=9F_an alle\n\nbody\n",
     "gr\303\274\303\237 an alle", NULL, NULL, NULL},
    {"missing final =", "Subject: =?utf-8?Q?gr=C3=BC=C3=9F?\n\nbody\n",
     "gr\303\274\303\237", NULL, NULL, NULL},
    {"missing ?= B", "Subject: =?utf-8?B?Z3LDvMOf\n\nbody\n",
     "gr\303\274\303\237", NULL, NULL, NULL},
    {"lower b", "Subject: =?utf-8?b?Z3LDvMOf?=\n\nbody\n", "gr\303\274\303\237",
     NULL, NULL, NULL},
    {"no pad B", "Subject: =?utf-8?B?w7w?= x\n\nbody\n", "\303\274 x", NULL,
     NULL, NULL},
    {"adjacent no space", "Subject: =?utf-8?Q?a?==?utf-8?Q?b?=\n\nbody\n", "ab",
     NULL, NULL, NULL},
    {"text directly after", "Subject: =?utf-8?Q?=C3=BC?=berall\n\nbody\n",
     "\303\274berall", NULL, NULL, NULL},
    {"text directly before", "Subject: f=?utf-8?Q?=C3=BC?=r\n\nbody\n",
     "f\303\274r", NULL, NULL, NULL},
    {"raw between",
     "Subject: =?utf-8?Q?=C3=BC?= \303\244 =?utf-8?Q?=C3=B6?=\n\nbody\n",
     "\303\274 \303\244 \303\266", NULL, NULL, NULL},
    {"raw latin1 between",
     "Subject: =?iso-8859-1?Q?=FC?= sch\366n und gr\374n\n\nbody\n",
     "\303\274 sch\303\266n und gr\303\274n", NULL, NULL, NULL},
    {"unencoded ? in Q", "Subject: =?utf-8?Q?Was_ist_das?\?= x\n\nbody\n",
     "Was ist das? x", NULL, NULL, NULL},
    {"question in Q mid", "Subject: =?utf-8?Q?Wo?_Hier?=\n\nbody\n", "Wo? Hier",
     NULL, NULL, NULL},
    {"equals raw in Q", "Subject: =?utf-8?Q?a=b?=\n\nbody\n", "a=b", NULL, NULL,
     NULL},
    {"lang tag", "Subject: =?utf-8*en-GB?Q?hi?=\n\nbody\n", "hi", NULL, NULL,
     NULL},
    {"charset empty", "Subject: =?\?Q?gr=C3=BC=C3=9F?=\n\nbody\n",
     "gr\303\274\303\237", NULL, NULL, NULL},
    {"bogus charset", "Subject: =?x-foo?Q?gr=C3=BC=C3=9F?=\n\nbody\n",
     "gr\303\274\303\237", NULL, NULL, NULL},
    {"wrong charset utf8 labelled iso",
     "Subject: =?iso-8859-1?Q?gr=C3=BC=C3=9F?=\n\nbody\n", "gr\303\274\303\237",
     NULL, NULL, NULL},
    {"us-ascii with latin1", "Subject: =?us-ascii?Q?caf=E9?=\n\nbody\n",
     "caf\303\251", NULL, NULL, NULL},
    {"nested", "Subject: =?utf-8?Q?=3D=3Futf-8=3FQ=3Fa=C3=BC=3F=3D?=\n\nbody\n",
     "=?utf-8?Q?a\303\274?=", NULL, NULL, NULL},
    {"quoted whole", "Subject: \"=?utf-8?Q?gr=C3=BC=C3=9F?=\"\n\nbody\n",
     "\"gr\303\274\303\237\"", NULL, NULL, NULL},
    {"gb2312 split", "Subject: =?gb2312?B?xOM=?= =?gb2312?B?usM=?=\n\nbody\n",
     "\344\275\240\345\245\275", NULL, NULL, NULL},
    {"gb2312 split mid",
     "Subject: =?gb2312?Q?=C4=E3=BA?= =?gb2312?Q?=C3?=\n\nbody\n",
     "\344\275\240\345\245\275", NULL, NULL, NULL},
    {"B junk", "Subject: =?utf-8?B?Z3L-DvMOf!?=\n\nbody\n",
     "gr\303\274\303\237", NULL, NULL, NULL},
    {"folded in the word", "Subject: =?utf-8?Q?gr=C3=BC\n =C3=9F?= x\n\nbody\n",
     "gr\303\274 \303\237 x", NULL, NULL, NULL},
    {"fold in B word", "Subject: =?utf-8?B?Z3LD\n vMOf?= x\n\nbody\n",
     "gr\303\274\303\237 x", NULL, NULL, NULL},
    {"tab separated words", "Subject: =?utf-8?Q?a?=\t=?utf-8?Q?b?=\n\nbody\n",
     "ab", NULL, NULL, NULL},
    {"empty word", "Subject: x =?utf-8?Q?\?= y\n\nbody\n", "x  y", NULL, NULL,
     NULL},
    {"percent enc", "Subject: =?utf-8?B?\?=\n\nbody\n", "", NULL, NULL, NULL},
    {"koi8 raw",
     "Subject: \367\317\320\322\317\323 \320\317 "
     "\332\301\313\301\332\325\n\nbody\n",
     "\320\222\320\276\320\277\321\200\320\276\321\201 \320\277\320\276 "
     "\320\267\320\260\320\272\320\260\320\267\321\203",
     NULL, NULL, NULL},
    {"koi8 raw b",
     "Subject: \332\301\313\301\332\nContent-Type: text/plain; "
     "charset=koi8-r\n\nbody\n",
     "\320\267\320\260\320\272\320\260\320\267", NULL, NULL, NULL},
    {"raw korean hint",
     "Subject: \261\263\300\260\nContent-Type: text/plain; "
     "charset=euc-kr\n\nbody\n",
     "\352\265\220\354\234\241", NULL, NULL, NULL},
    {"utf16 word", "Subject: =?utf-16?B?//5oAGkA?=\n\nbody\n", "hi", NULL, NULL,
     NULL},
    {"CRCRLF", "Subject: x\r\r\nFrom: a@b.c\r\r\n\r\r\nbody\r\r\ntwo\r\r\n",
     "x", NULL, NULL, NULL},
    {"dup subject", "Subject: one\nSubject: two\n\nb\n", "one", NULL, NULL,
     NULL},
    {"header with spaces before colon", "Subject : x\n\nb\n", "x", NULL, NULL,
     NULL},
    {"folded first line", "Subject:\n x\n y\n\nb\n", "x y", NULL, NULL, NULL},
};

static const wild_row senders[] = {
    {"raw hint name",
     "From: \341\316\321 <a@b.example>\nContent-Type: text/plain; "
     "charset=koi8-r\n\nbody\n",
     NULL, "\320\220\320\275\321\217<a@b.example>", NULL, NULL},
    {"enc in quotes", "From: \"=?utf-8?Q?J=C3=B8rn?=\" <a@b.c>\n\nbody\n", NULL,
     "J\303\270rn<a@b.c>", NULL, NULL},
    {"enc in comment", "From: a@b.c (=?utf-8?Q?J=C3=B8rn?=)\n\nbody\n", NULL,
     "J\303\270rn<a@b.c>", NULL, NULL},
    {"enc in angle", "From: x <=?utf-8?Q?a=40b.c?=>\n\nbody\n", NULL,
     "x<a@b.c>", NULL, NULL},
    {"enc whole address",
     "From: =?utf-8?Q?J=C3=B8rn_=3Ca=40b=2Ec=3E?=\n\nbody\n", NULL,
     "J\303\270rn<a@b.c>", NULL, NULL},
    {"enc name + addr in one",
     "From: =?utf-8?B?Sm9obiA8am9obkBleGFtcGxlLmNvbT4=?=\n\nbody\n", NULL,
     "John<john@example.com>", NULL, NULL},
    {"comma in enc", "From: =?utf-8?Q?Doe=2C_J?= <a@b.c>\n\nbody\n", NULL,
     "Doe, J<a@b.c>", NULL, NULL},
    {"unquoted comma name", "From: Doe, Jane <a@b.c>\n\nbody\n", NULL,
     "Doe, Jane<a@b.c>", NULL, NULL},
    {"unquoted dot name", "From: J. R. Doe <a@b.c>\n\nbody\n", NULL,
     "J. R. Doe<a@b.c>", NULL, NULL},
    {"unquoted at name", "From: boss@bank.example <a@b.c>\n\nbody\n", NULL,
     "boss@bank.example<a@b.c>", NULL, NULL},
    {"quoted at name", "From: \"boss@bank.example\" <a@b.c>\n\nbody\n", NULL,
     "boss@bank.example<a@b.c>", NULL, NULL},
    {"quoted list", "From: \"a@b, c@d\" <e@f.g>\n\nbody\n", NULL,
     "a@b, c@d<e@f.g>", NULL, NULL},
    {"group", "From: Team: a@b.c, \"X Y\" <d@e.f>;\n\nbody\n", NULL,
     "<a@b.c>|X Y<d@e.f>", NULL, NULL},
    {"empty group", "From: undisclosed-recipients:;\n\nbody\n", NULL, "", NULL,
     NULL},
    {"empty angle", "From: Mailer <>\n\nbody\n", NULL, "", NULL, NULL},
    {"empty", "From: \n\nbody\n", NULL, "", NULL, NULL},
    {"comment in the middle",
     "From: Pete(A nice \\) chap) <pete(his account)@silly.test(his "
     "host)>\n\nbody\n",
     NULL, "Pete<pete@silly.test>", NULL, NULL},
    {"quoted local", "From: \"John Doe\"@example.com\n\nbody\n", NULL,
     "<\"John Doe\"@example.com>", NULL, NULL},
    {"quoted local angle", "From: X <\"john doe\"@example.com>\n\nbody\n", NULL,
     "X<\"john doe\"@example.com>", NULL, NULL},
    {"route", "From: X <@a.b,@c.d:e@f.g>\n\nbody\n", NULL, "X<e@f.g>", NULL,
     NULL},
    {"trailing comma", "From: a@b.c,\n\nbody\n", NULL, "<a@b.c>", NULL, NULL},
    {"leading comma", "From: ,, a@b.c,,b@c.d\n\nbody\n", NULL,
     "<a@b.c>|<b@c.d>", NULL, NULL},
    {"outlook semicolons", "From: A <a@b.c>; B <b@c.d>\n\nbody\n", NULL,
     "A<a@b.c>|B<b@c.d>", NULL, NULL},
    {"missing close quote", "From: \"Jane Doe <a@b.c>\n\nbody\n", NULL,
     "Jane Doe<a@b.c>", NULL, NULL},
    {"missing close angle", "From: Jane <a@b.c\n\nbody\n", NULL, "Jane<a@b.c>",
     NULL, NULL},
    {"missing open angle", "From: Jane a@b.c>\n\nbody\n", NULL, "Jane<a@b.c>",
     NULL, NULL},
    {"two angles", "From: Jane <<a@b.c>>\n\nbody\n", NULL, "Jane<a@b.c>", NULL,
     NULL},
    {"spaces in angle", "From: Jane < a@b.c >\n\nbody\n", NULL, "Jane<a@b.c>",
     NULL, NULL},
    {"spaces around at", "From: Jane <a @ b.c>\n\nbody\n", NULL, "Jane<a@b.c>",
     NULL, NULL},
    {"no at", "From: root\n\nbody\n", NULL, "", NULL, NULL},
    {"no at angle", "From: Root <root>\n\nbody\n", NULL, "", NULL, NULL},
    {"mailto angle", "From: Jane <mailto:a@b.c>\n\nbody\n", NULL, "Jane<a@b.c>",
     NULL, NULL},
    {"bracket mailto", "From: Jane [mailto:a@b.c]\n\nbody\n", NULL,
     "Jane<a@b.c>", NULL, NULL},
    {"missing comma", "From: A <a@b.c> B <b@c.d>\n\nbody\n", NULL,
     "A<a@b.c>|B<b@c.d>", NULL, NULL},
    {"space separated", "From: a@b.c b@c.d\n\nbody\n", NULL, "<a@b.c>|<b@c.d>",
     NULL, NULL},
    {"IDN U", "From: X <a@b\303\274cher.example>\n\nbody\n", NULL,
     "X<a@b\303\274cher.example>", NULL, NULL},
    {"IDN A", "From: X <a@XN--BCHER-KVA.example>\n\nbody\n", NULL,
     "X<a@xn--bcher-kva.example>", NULL, NULL},
    {"eai local", "From: X <j\303\270rn@example.com>\n\nbody\n", NULL,
     "X<j\303\270rn@example.com>", NULL, NULL},
    {"8bit name latin1", "From: J\370rgen \305s <a@b.c>\n\nbody\n", NULL,
     "J\303\270rgen \303\205s<a@b.c>", NULL, NULL},
    {"domain literal", "From: a@[192.0.2.1]\n\nbody\n", NULL, "<a@[192.0.2.1]>",
     NULL, NULL},
    {"ipv6 literal", "From: X <a@[IPv6:2001:db8::1]>\n\nbody\n", NULL,
     "X<a@[ipv6:2001:db8::1]>", NULL, NULL},
    {"name escaped quotes", "From: \"Jane \\\"JD\\\" Doe\" <a@b.c>\n\nbody\n",
     NULL, "Jane \"JD\" Doe<a@b.c>", NULL, NULL},
    {"name single quote", "From: 'a@b.c' <a@b.c>\n\nbody\n", NULL,
     "a@b.c<a@b.c>", NULL, NULL},
    {"slash name", "From: Doe / Sales <a@b.c>\n\nbody\n", NULL,
     "Doe / Sales<a@b.c>", NULL, NULL},
    {"double colon", "From: \"X: Y\" <a@b.c>\n\nbody\n", NULL, "X: Y<a@b.c>",
     NULL, NULL},
    {"folded name", "From: Jane\n Doe\n <a@b.c>\n\nbody\n", NULL,
     "Jane Doe<a@b.c>", NULL, NULL},
    {"two From", "From: a@b.c\nFrom: d@e.f\n\nbody\n", NULL, "<a@b.c>|<d@e.f>",
     NULL, NULL},
    {"only name angle later", "From: Jane Doe (Sales) <a@b.c> (x)\n\nbody\n",
     NULL, "Jane Doe<a@b.c>", NULL, NULL},
    {"comment only", "From: (nobody)\n\nbody\n", NULL, "", NULL, NULL},
    {"bang", "From: a!b@c.d\n\nbody\n", NULL, "<a!b@c.d>", NULL, NULL},
    {"percent", "From: a%b@c.d\n\nbody\n", NULL, "<a%b@c.d>", NULL, NULL},
    {"plus", "From: a+b@c.d\n\nbody\n", NULL, "<a+b@c.d>", NULL, NULL},
    {"trailing dot", "From: a@b.c.\n\nbody\n", NULL, "<a@b.c.>", NULL, NULL},
    {"name = underscore enc broken",
     "From: =?utf-8?Q?J=C3=B8rn Hansen?= <a@b.c>\n\nbody\n", NULL,
     "J\303\270rn Hansen<a@b.c>", NULL, NULL},
    {"enc word with comma unenc",
     "From: =?utf-8?Q?Hansen, J=C3=B8rn?= <a@b.c>\n\nbody\n", NULL,
     "Hansen, J\303\270rn<a@b.c>", NULL, NULL},
    {"encword adjacency with angle",
     "From: =?utf-8?Q?J=C3=B8rn?=<a@b.c>\n\nbody\n", NULL, "J\303\270rn<a@b.c>",
     NULL, NULL},
    {"semicolon at the end", "From: a@b.c;\n\nbody\n", NULL, "<a@b.c>", NULL,
     NULL},
    {"X400 junk", "From: \"/G=A/S=B/O=C/\"@d.e\n\nbody\n", NULL,
     "<\"/G=A/S=B/O=C/\"@d.e>", NULL, NULL},
    {"name with parens nested", "From: \"A (B) C\" <a@b.c>\n\nbody\n", NULL,
     "A (B) C<a@b.c>", NULL, NULL},
};

static const wild_row bodies[] = {
    {"enc filename",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: "
     "application/pdf\nContent-Disposition: attachment; "
     "filename=\"=?utf-8?Q?r=C3=B8r.pdf?=\"\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 r\303\270r.pdf application/pdf"},
    {"enc filename unquoted",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: "
     "application/pdf\nContent-Disposition: attachment; "
     "filename==?utf-8?Q?r=C3=B8r.pdf?=\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 r\303\270r.pdf application/pdf"},
    {"enc filename split",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: "
     "application/pdf\nContent-Disposition: attachment; "
     "filename=\"=?utf-8?B?csO4?=\n =?utf-8?B?ci5wZGY=?=\"\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 r\303\270r.pdf application/pdf"},
    {"2231",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: "
     "application/pdf\nContent-Disposition: attachment; "
     "filename*=utf-8''r%C3%B8r.pdf\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 r\303\270r.pdf application/pdf"},
    {"2231 latin1",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: "
     "application/pdf\nContent-Disposition: attachment; "
     "filename*=iso-8859-1'no'r%F8r.pdf\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 r\303\270r.pdf application/pdf"},
    {"2231 quoted",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: "
     "application/pdf\nContent-Disposition: attachment; "
     "filename*=\"utf-8''r%C3%B8r.pdf\"\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 r\303\270r.pdf application/pdf"},
    {"2231 no charset",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: "
     "application/pdf\nContent-Disposition: attachment; "
     "filename*=''r%C3%B8r.pdf\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 r\303\270r.pdf application/pdf"},
    {"2231 no quotes",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: "
     "application/pdf\nContent-Disposition: attachment; "
     "filename*=r%C3%B8r.pdf\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 r\303\270r.pdf application/pdf"},
    {"2231 cont",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: "
     "application/pdf\nContent-Disposition: attachment; "
     "filename*0*=utf-8''r%C3; filename*1*=%B8r; "
     "filename*2=.pdf\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 r\303\270r.pdf application/pdf"},
    {"2231 order",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: "
     "application/pdf\nContent-Disposition: attachment; filename*2=.pdf; "
     "filename*1*=%B8r; filename*0*=utf-8''r%C3\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 r\303\270r.pdf application/pdf"},
    {"2231 missing piece",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: "
     "application/pdf\nContent-Disposition: attachment; filename*0=a; "
     "filename*2=c.pdf\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 a application/pdf"},
    {"2231 from 1",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: "
     "application/pdf\nContent-Disposition: attachment; filename*1=a; "
     "filename*2=b.pdf\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 ab.pdf application/pdf"},
    {"2231 mix",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: "
     "application/pdf\nContent-Disposition: attachment; "
     "filename*0*=utf-8''r%C3%B8r; filename*1=\"100%25.pdf\"\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 r\303\270r100%25.pdf application/pdf"},
    {"2231 bad percent",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: "
     "application/pdf\nContent-Disposition: attachment; "
     "filename*=utf-8''100%.pdf\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 100%.pdf application/pdf"},
    {"both",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: "
     "application/pdf\nContent-Disposition: attachment; filename=\"r_r.pdf\"; "
     "filename*=utf-8''r%C3%B8r.pdf\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 r\303\270r.pdf application/pdf"},
    {"both rev",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: "
     "application/pdf\nContent-Disposition: attachment; "
     "filename*=utf-8''r%C3%B8r.pdf; filename=\"r_r.pdf\"\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 r\303\270r.pdf application/pdf"},
    {"raw utf8",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: "
     "application/pdf\nContent-Disposition: attachment; "
     "filename=\"r\303\270r.pdf\"\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 r\303\270r.pdf application/pdf"},
    {"percent plain",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: "
     "application/pdf\nContent-Disposition: attachment; "
     "filename=\"r%C3%B8r.pdf\"\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 r%C3%B8r.pdf application/pdf"},
    {"path",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: "
     "application/pdf\nContent-Disposition: attachment; "
     "filename=\"C:\\Users\\x\\a.pdf\"\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 a.pdf application/pdf"},
    {"path unix",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: "
     "application/pdf\nContent-Disposition: attachment; "
     "filename=\"/etc/passwd/../a.pdf\"\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 a.pdf application/pdf"},
    {"dotdot",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: "
     "application/pdf\nContent-Disposition: attachment; "
     "filename=\"..\"\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 part-2.pdf application/pdf"},
    {"blank unquoted",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: "
     "application/pdf\nContent-Disposition: attachment; filename=my "
     "file.pdf\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 my file.pdf application/pdf"},
    {"semicolon unq",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: "
     "application/pdf\nContent-Disposition: attachment; "
     "filename=a;b.pdf\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 a application/pdf"},
    {"name only",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: application/pdf; "
     "name=\"n.pdf\"\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 n.pdf application/pdf"},
    {"name 2231 in CT",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: application/pdf; "
     "name*=utf-8''r%C3%B8r.pdf\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 r\303\270r.pdf application/pdf"},
    {"case",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: "
     "application/pdf\nContent-Disposition: attachment; "
     "FILENAME=\"A.pdf\"\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 A.pdf application/pdf"},
    {"single quotes",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: "
     "application/pdf\nContent-Disposition: attachment; filename='a "
     "b.pdf'\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 a b.pdf application/pdf"},
    {"trailing semicolon",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: "
     "application/pdf\nContent-Disposition: attachment; "
     "filename=\"a.pdf\";\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 a.pdf application/pdf"},
    {"escaped quote",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: "
     "application/pdf\nContent-Disposition: attachment; "
     "filename=\"a\\\"b.pdf\"\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 a\"b.pdf application/pdf"},
    {"open quote",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: "
     "application/pdf\nContent-Disposition: attachment; "
     "filename=\"a.pdf\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 a.pdf application/pdf"},
    {"disposition only filename",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: "
     "application/pdf\nContent-Disposition: "
     "filename=\"a.pdf\"\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 a.pdf application/pdf"},
    {"dup content-type",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: application/pdf; "
     "name=a.pdf\nContent-Type: text/html\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 a.pdf application/pdf"},
    {"inline pdf",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: application/pdf; "
     "name=a.pdf\nContent-Disposition: inline\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 a.pdf application/pdf"},
    {"unknown disposition",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: application/pdf; "
     "name=a.pdf\nContent-Disposition: foo\n\nDATA\n--b--\n",
     NULL, NULL, NULL, "2 a.pdf application/pdf"},
    {"text", "Subject: x\nContent-Type: text\n\nhello\n", NULL, NULL, "hello\n",
     NULL},
    {"text/", "Subject: x\nContent-Type: text/\n\nhello\n", NULL, NULL,
     "hello\n", NULL},
    {"text\\plain", "Subject: x\nContent-Type: text\\plain\n\nhello\n", NULL,
     NULL, "hello\n", NULL},
    {"html no semi",
     "Subject: x\nContent-Type: text/html "
     "charset=utf-8\n\n<p>gr\303\274\303\237</p>",
     NULL, NULL, "gr\303\274\303\237\n", NULL},
    {"html comma",
     "Subject: x\nContent-Type: text/html, "
     "charset=utf-8\n\n<p>gr\303\274\303\237</p>",
     NULL, NULL, "gr\303\274\303\237\n", NULL},
    {"html upper",
     "Subject: x\nCONTENT-TYPE: TEXT/HTML; "
     "CHARSET=\"UTF-8\"\n\n<p>gr\303\274\303\237</p>",
     NULL, NULL, "gr\303\274\303\237\n", NULL},
    {"empty ct", "Subject: x\nContent-Type: \n\nhello\n", NULL, NULL, "hello\n",
     NULL},
    {"html missing type",
     "Subject: x\nMIME-Version: 1.0\nContent-Type: charset=utf-8\n\nhello\n",
     NULL, NULL, "hello\n", NULL},
    {"colon blank", "Subject: x\nContent-Type : text/html\n\n<b>x</b>", NULL,
     NULL, "x\n", NULL},
    {"multipart bare", "Subject: x\nContent-Type: multipart\n\nhello\n", NULL,
     NULL, "hello\n", NULL},
    {"html in quotes",
     "Subject: x\nContent-Type: \"text/html\"; charset=utf-8\n\n<b>x</b>", NULL,
     NULL, "x\n", NULL},
    {"no mime version", "Subject: x\nContent-Type: text/html\n\n<b>x</b>", NULL,
     NULL, "x\n", NULL},
    {"html angle", "Subject: x\nContent-Type: <text/html>\n\n<b>x</b>", NULL,
     NULL, "x\n", NULL},
    {"text/html; with text plain dup",
     "Subject: x\nContent-Type: text/html\nContent-Type: "
     "text/plain\n\n<b>x</b>",
     NULL, NULL, "x\n", NULL},
    {"textplain", "Subject: x\nContent-Type: textplain\n\nhello\n", NULL, NULL,
     "hello\n", NULL},
    {"text/plain;;",
     "Subject: x\nContent-Type: text/plain;; "
     "charset=utf-8\n\ngr\303\274\303\237\n",
     NULL, NULL, "gr\303\274\303\237\n", NULL},
    {"boundary missing close",
     "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nhi\n",
     NULL, NULL, "hi\n", NULL},
    {"boundary trailing blanks in body",
     "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b  "
     "\n\nhi\n--b--  \n",
     NULL, NULL, "hi", NULL},
    {"boundary quoted trailing blank",
     "Subject: x\nContent-Type: multipart/mixed; boundary=\"b "
     "\"\n\n--b\n\nhi\n--b--\n",
     NULL, NULL, "hi", NULL},
    {"prefix boundary",
     "Subject: x\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\nContent-Type: multipart/mixed; "
     "boundary=bb\n\n--bb\n\nin\n--bb--\n--b\n\nout\n--b--\n",
     NULL, NULL, "in\n\nout", NULL},
    {"prefix boundary rev",
     "Subject: x\nContent-Type: multipart/mixed; "
     "boundary=bb\n\n--bb\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nin\n--b--\n--bb\n\nout\n--bb--\n",
     NULL, NULL, "in\n\nout", NULL},
    {"boundary absent",
     "Subject: x\nContent-Type: multipart/mixed\n\n--xyz\nContent-Type: "
     "text/plain\n\nhi\n--xyz--\n",
     NULL, NULL, "hi", NULL},
    {"boundary wrong",
     "Subject: x\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--xyz\nContent-Type: text/plain\n\nhi\n--xyz--\n",
     NULL, NULL, "hi", NULL},
    {"preamble only",
     "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\njust "
     "text\nhere\n",
     NULL, NULL, "just text\nhere\n", NULL},
    {"missing inner close",
     "Subject: x\nContent-Type: multipart/mixed; "
     "boundary=o\n\n--o\nContent-Type: multipart/alternative; "
     "boundary=i\n\n--i\n\nplain\n--i\nContent-Type: "
     "text/html\n\n<p>html</p>\n--o\nContent-Type: image/png; "
     "name=a.png\n\nPNG\n--o--\n",
     NULL, NULL, "plain", "2 a.png image/png"},
    {"same boundary nested",
     "Subject: x\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\nContent-Type: multipart/alternative; "
     "boundary=b\n\n--b\n\nplain\n--b--\n",
     NULL, NULL, "plain", NULL},
    {"epilogue",
     "Subject: x\nContent-Type: multipart/mixed; "
     "boundary=b\n\npre\n--b\n\nhi\n--b--\nepi\n",
     NULL, NULL, "hi", NULL},
    {"boundary in quotes w specials",
     "Subject: x\nContent-Type: multipart/mixed; "
     "boundary=\"=_a?b(c)\"\n\n--=_a?b(c)\n\nhi\n--=_a?b(c)--\n",
     NULL, NULL, "hi", NULL},
    {"boundary unquoted specials",
     "Subject: x\nContent-Type: multipart/mixed; "
     "boundary==_a?b\n\n--=_a?b\n\nhi\n--=_a?b--\n",
     NULL, NULL, "hi", NULL},
    {"boundary unquoted =",
     "Subject: x\nContent-Type: multipart/mixed; "
     "boundary=----=_NextPart_000\n\n------=_NextPart_000\n\nhi\n------=_"
     "NextPart_000--\n",
     NULL, NULL, "hi", NULL},
    {"boundary with comment",
     "Subject: x\nContent-Type: multipart/mixed; boundary=b "
     "(comment)\n\n--b\n\nhi\n--b--\n",
     NULL, NULL, "hi", NULL},
    {"single quoted boundary",
     "Subject: x\nContent-Type: multipart/mixed; "
     "boundary='b'\n\n--'b'\n\nhi\n--'b'--\n",
     NULL, NULL, "hi", NULL},
    {"single quoted boundary 2",
     "Subject: x\nContent-Type: multipart/mixed; "
     "boundary='b'\n\n--b\n\nhi\n--b--\n",
     NULL, NULL, "hi", NULL},
    {"no blank line in part",
     "Subject: x\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\nContent-Type: text/plain\nhi there\n--b--\n",
     NULL, NULL, "hi there", NULL},
    {"part starts w/o header",
     "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\nhi "
     "there\n--b--\n",
     NULL, NULL, "hi there", NULL},
    {"cr only", "Subject: x\nContent-Type: text/plain\n\na\rb\r", NULL, NULL,
     "a\nb\n", NULL},
    {"alternative only html",
     "Subject: x\nContent-Type: multipart/alternative; "
     "boundary=b\n\n--b\nContent-Type: text/html\n\n<p>x</p>\n--b--\n",
     NULL, NULL, "x\n", NULL},
    {"alternative html first",
     "Subject: x\nContent-Type: multipart/alternative; "
     "boundary=b\n\n--b\nContent-Type: "
     "text/html\n\n<p>h</p>\n--b\n\np\n--b--\n",
     NULL, NULL, "p", NULL},
    {"alternative plain empty + html",
     "Subject: x\nContent-Type: multipart/alternative; "
     "boundary=b\n\n--b\n\n\n--b\nContent-Type: text/html\n\n<p>h</p>\n--b--\n",
     NULL, NULL, "h\n", NULL},
    {"related start",
     "Subject: x\nContent-Type: multipart/related; boundary=b; "
     "start=\"<r@x>\"\n\n--b\nContent-Type: image/png\nContent-ID: "
     "<i@x>\n\nPNG\n--b\nContent-Type: text/html\nContent-ID: "
     "<r@x>\n\n<p>h<img src=\"cid:i@x\"></p>\n--b--\n",
     NULL, NULL, "h[part-1.png]\n", NULL},
    {"mixed html+plain",
     "Subject: x\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\nContent-Type: "
     "text/html\n\n<p>one</p>\n--b\n\ntwo\n--b--\n",
     NULL, NULL, "one\n\ntwo", NULL},
    {"message/partial",
     "Subject: x\nContent-Type: message/partial; id=\"x\"; number=1; "
     "total=2\n\nSubject: inner\n\nhi\n",
     NULL, NULL, "", "1 part-1.bin message/partial"},
    {"external body",
     "Subject: x\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nhi\n--b\nContent-Type: message/external-body; "
     "access-type=URL; URL=\"http://x/y\"\n\nContent-Type: "
     "image/png\n\n--b--\n",
     NULL, NULL, "hi", "2 part-2.bin message/external-body"},
    {"rfc822 b64",
     "Subject: x\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\n\nsee\n--b\nContent-Type: "
     "message/rfc822\nContent-Transfer-Encoding: "
     "base64\n\nU3ViamVjdDogaW5uZXIKCmhlbGxvCg==\n--b--\n",
     NULL, NULL, "see", "2 inner.eml message/rfc822"},
    {"rfc822 alone",
     "Subject: x\nContent-Type: message/rfc822\n\nSubject: inner\n\nhello\n",
     NULL, NULL, "hello\n", "1 inner.eml message/rfc822"},
    {"8bit;",
     "Subject: x\nContent-Type: text/plain; "
     "charset=utf-8\nContent-Transfer-Encoding: 8bit;\n\ngr\303\274\303\237\n",
     NULL, NULL, "gr\303\274\303\237\n", NULL},
    {"quoted printable",
     "Subject: x\nContent-Type: text/plain; "
     "charset=utf-8\nContent-Transfer-Encoding: quoted "
     "printable\n\ngr=C3=BC=C3=9F=\n!\n",
     NULL, NULL, "gr\303\274\303\237!\n", NULL},
    {"quoted_printable",
     "Subject: x\nContent-Type: text/plain; "
     "charset=utf-8\nContent-Transfer-Encoding: quoted_printable\n\ngr=C3=BC\n",
     NULL, NULL, "gr\303\274\n", NULL},
    {"quotedprintable",
     "Subject: x\nContent-Type: text/plain; "
     "charset=utf-8\nContent-Transfer-Encoding: quotedprintable\n\ngr=C3=BC\n",
     NULL, NULL, "gr\303\274\n", NULL},
    {"q",
     "Subject: x\nContent-Type: text/plain; "
     "charset=utf-8\nContent-Transfer-Encoding: Q\n\ngr=C3=BC\n",
     NULL, NULL, "gr\303\274\n", NULL},
    {"base-64",
     "Subject: x\nContent-Type: text/plain; "
     "charset=utf-8\nContent-Transfer-Encoding: base-64\n\nZ3LDvMOf\n",
     NULL, NULL, "gr\303\274\303\237", NULL},
    {"base 64",
     "Subject: x\nContent-Type: text/plain; "
     "charset=utf-8\nContent-Transfer-Encoding: base 64\n\nZ3LDvMOf\n",
     NULL, NULL, "gr\303\274\303\237", NULL},
    {"b64 quoted",
     "Subject: x\nContent-Type: text/plain; "
     "charset=utf-8\nContent-Transfer-Encoding: \"base64\"\n\nZ3LDvMOf\n",
     NULL, NULL, "gr\303\274\303\237", NULL},
    {"x-base64",
     "Subject: x\nContent-Type: text/plain; "
     "charset=utf-8\nContent-Transfer-Encoding: x-base64\n\nZ3LDvMOf\n",
     NULL, NULL, "gr\303\274\303\237", NULL},
    {"7-bit",
     "Subject: x\nContent-Type: text/plain; "
     "charset=utf-8\nContent-Transfer-Encoding: 7-bit\n\nx\n",
     NULL, NULL, "x\n", NULL},
    {"utf-8 as cte",
     "Subject: x\nContent-Type: text/plain; "
     "charset=utf-8\nContent-Transfer-Encoding: utf-8\n\ngr\303\274\303\237\n",
     NULL, NULL, "gr\303\274\303\237\n", NULL},
    {"uu",
     "Subject: x\nContent-Type: text/plain; "
     "charset=utf-8\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 "
     "a\n#0V%T\n`\nend\n",
     NULL, NULL, "Cat", NULL},
    {"uuencode",
     "Subject: x\nContent-Type: text/plain; "
     "charset=utf-8\nContent-Transfer-Encoding: uuencode\n\nbegin 644 "
     "a\n#0V%T\n`\nend\n",
     NULL, NULL, "Cat", NULL},
    {"x-uue",
     "Subject: x\nContent-Type: text/plain; "
     "charset=utf-8\nContent-Transfer-Encoding: x-uue\n\nbegin 644 "
     "a\n#0V%T\n`\nend\n",
     NULL, NULL, "Cat", NULL},
    {"b64 no pad",
     "Subject: x\nContent-Type: text/plain; "
     "charset=utf-8\nContent-Transfer-Encoding: base64\n\nZ3LDvA\n",
     NULL, NULL, "gr\303\274", NULL},
    {"b64 footer",
     "Subject: x\nContent-Type: text/plain; "
     "charset=utf-8\nContent-Transfer-Encoding: "
     "base64\n\nSGVsbG8=\n\n____\nlist footer\n",
     NULL, NULL, "Hello", NULL},
    {"b64 concat",
     "Subject: x\nContent-Type: text/plain; "
     "charset=utf-8\nContent-Transfer-Encoding: base64\n\nSGk=SGk=\n",
     NULL, NULL, "HiHi", NULL},
    {"b64 dashes",
     "Subject: x\nContent-Type: text/plain; "
     "charset=utf-8\nContent-Transfer-Encoding: base64\n\nSGVs--bG8=\n",
     NULL, NULL, "Hello", NULL},
    {"qp end =",
     "Subject: x\nContent-Type: text/plain; "
     "charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nabc=\n",
     NULL, NULL, "abc", NULL},
    {"qp end =eof",
     "Subject: x\nContent-Type: text/plain; "
     "charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nabc=",
     NULL, NULL, "abc", NULL},
    {"qp lower",
     "Subject: x\nContent-Type: text/plain; "
     "charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\ngr=c3=bc\n",
     NULL, NULL, "gr\303\274\n", NULL},
    {"qp =3",
     "Subject: x\nContent-Type: text/plain; "
     "charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\na=3 b\n",
     NULL, NULL, "a=3 b\n", NULL},
    {"qp =\\s",
     "Subject: x\nContent-Type: text/plain; "
     "charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\na= \nb\n",
     NULL, NULL, "ab\n", NULL},
    {"qp raw utf8",
     "Subject: x\nContent-Type: text/plain; "
     "charset=utf-8\nContent-Transfer-Encoding: "
     "quoted-printable\n\ngr\303\274\303\237 =C3=BC\n",
     NULL, NULL, "gr\303\274\303\237 \303\274\n", NULL},
    {"b64 declared, plain",
     "Subject: x\nContent-Type: text/plain; "
     "charset=utf-8\nContent-Transfer-Encoding: base64\n\nThis is plain text, "
     "really.\nAnd more of it here.\n",
     NULL, NULL, "This is plain text, really.\nAnd more of it here.\n", NULL},
    {"bare header no colon",
     "Subject: x\nthis is no header\nFrom: a@b.c\n\nbody\n", "x", "<a@b.c>",
     "body\n", NULL},
    {"mbox From", "From a@b Sat Jan  1 00:00:00 2000\nSubject: x\n\nbody\n",
     "x", NULL, "body\n", NULL},
    {">From", ">From a@b Sat Jan  1 00:00:00 2000\nSubject: x\n\nbody\n", "x",
     NULL, "body\n", NULL},
    {"blank first", "\nSubject: x\nFrom: a@b.c\n\nbody\n", "x", NULL, "body\n",
     NULL},
    {"blank first 2", "\r\n\r\nSubject: x\r\nFrom: a@b.c\r\n\r\nbody\r\n", "x",
     NULL, "body\n", NULL},
    {"BOM", "\357\273\277Subject: x\nFrom: a@b.c\n\nbody\n", "x", NULL,
     "body\n", NULL},
    {"BOM body",
     "Subject: x\nContent-Type: text/plain; "
     "charset=utf-8\n\n\357\273\277body\n",
     NULL, NULL, "body\n", NULL},
    {"CR only file", "Subject: x\rFrom: a@b.c\r\rbody\rtwo\r", "x", NULL,
     "body\ntwo\n", NULL},
    {"CRLF/LF mix", "Subject: x\r\nFrom: a@b.c\n\r\nbody\r\ntwo\nthree\r\n",
     "x", NULL, "body\ntwo\nthree\n", NULL},
    {"leading blank line in header", "  \nSubject: x\n\nbody\n", "x", NULL,
     "body\n", NULL},
    {"only header", "Subject: x", "x", NULL, "", NULL},
    {"no header", "Hello there,\nthis is text: all\n", NULL, NULL,
     "Hello there,\nthis is text: all\n", NULL},
    {"html meta charset",
     "Subject: x\nContent-Type: text/html\n\n<meta "
     "charset=windows-1251><p>\317\360\350\342\345\362, \352\340\352 "
     "\344\345\353\340</p>",
     NULL, NULL,
     "\320\237\321\200\320\270\320\262\320\265\321\202, "
     "\320\272\320\260\320\272 \320\264\320\265\320\273\320\260\n",
     NULL},
    {"html meta koi8",
     "Subject: x\nContent-Type: text/html\n\n<meta http-equiv=\"Content-Type\" "
     "content=\"text/html; charset=koi8-r\"><p>\344\341</p>",
     NULL, NULL, "\320\224\320\220\n", NULL},
    {"flow", "Subject: x\nContent-Type: text/plain; format=flowed\n\na \nb\n",
     NULL, NULL, "a b\n", NULL},
    {"delsp",
     "Subject: x\nContent-Type: text/plain; format=flowed; delsp=yes\n\na "
     "\nb\n",
     NULL, NULL, "ab\n", NULL},
    {"stuff",
     "Subject: x\nContent-Type: text/plain; format=flowed\n\n From x\n >q\n",
     NULL, NULL, "From x\n>q\n", NULL},
    {"sig",
     "Subject: x\nContent-Type: text/plain; format=flowed\n\na\n-- \nb\n", NULL,
     NULL, "a\n-- \nb\n", NULL},
    {"quoted flow",
     "Subject: x\nContent-Type: text/plain; format=flowed\n\n> a \n> b\nc\n",
     NULL, NULL, "> a b\nc\n", NULL},
    {"qsig",
     "Subject: x\nContent-Type: text/plain; format=flowed\n\n> a \n> -- \n> "
     "b\n",
     NULL, NULL, "> a \n> -- \n> b\n", NULL},
    {"qq",
     "Subject: x\nContent-Type: text/plain; format=flowed\n\n>> a \n>> b\n",
     NULL, NULL, ">> a b\n", NULL},
    {"pgp/mime protected",
     "Subject: ...\nContent-Type: multipart/signed; boundary=b; "
     "micalg=pgp-sha256; "
     "protocol=\"application/pgp-signature\"\n\n--b\nContent-Type: text/plain; "
     "protected-headers=\"v1\"\nSubject: real\n\nhi\n--b\nContent-Type: "
     "application/pgp-signature\n\nx\n--b--\n",
     "real", NULL, "hi", NULL},
    {"pgp/mime protected mixed",
     "Subject: ...\nContent-Type: multipart/signed; boundary=b; "
     "micalg=pgp-sha256; "
     "protocol=\"application/pgp-signature\"\n\n--b\nContent-Type: "
     "multipart/mixed; boundary=c; protected-headers=\"v1\"\nSubject: "
     "real\n\n--c\n\nhi\n--c--\n--b\nContent-Type: "
     "application/pgp-signature\n\nx\n--b--\n",
     "real", NULL, "hi", NULL},
    {"rfc9788 hp",
     "Subject: [...]\nContent-Type: multipart/signed; boundary=b; "
     "micalg=pgp-sha256; "
     "protocol=\"application/pgp-signature\"\n\n--b\nContent-Type: text/plain; "
     "hp=\"clear\"\nSubject: real\n\nhi\n--b\nContent-Type: "
     "application/pgp-signature\n\nx\n--b--\n",
     "real", NULL, "hi", NULL},
    {"protected legacy display",
     "Subject: ...\nContent-Type: multipart/signed; boundary=b; "
     "micalg=pgp-sha256; "
     "protocol=\"application/pgp-signature\"\n\n--b\nContent-Type: "
     "multipart/mixed; boundary=c; protected-headers=\"v1\"\nSubject: "
     "real\n\n--c\nContent-Type: text/plain; "
     "protected-headers=\"v1\"\nContent-Disposition: inline\n\nSubject: "
     "real\n\n--c\n\nhi\n--c--\n--b\nContent-Type: "
     "application/pgp-signature\n\nx\n--b--\n",
     "real", NULL, "hi", NULL},
    {"legacy display of RFC 9788",
     "Subject: x\nContent-Type: text/plain; hp=\"cipher\"; "
     "hp-legacy-display=\"1\"\n\nSubject: real\nTo: a\n\nhi\n",
     NULL, NULL, "hi\n", NULL},
    {"enriched",
     "Subject: x\nContent-Type: text/enriched\n\n<bold>Hello</bold> there,\n"
     "again.\n\n<color><param>red</param>Red</color> <<angle>\n"
     "<excerpt>said</excerpt>ok <b\n",
     NULL, NULL, "Hello there, again.\nRed <angle>\n> said\nok <b\n", NULL},
    {"enriched, not filled",
     "Subject: x\nContent-Type: text/enriched\n\n<nofill>a\nb\n</nofill>\n",
     NULL, NULL, "a\nb\n", NULL},
    {"richtext",
     "Subject: x\nContent-Type: text/richtext\n\n<comment>no</comment>one\n"
     "two<nl>three <lt>\n",
     NULL, NULL, "one two\nthree <\n", NULL},
    {"encrypted",
     "Subject: ...\nContent-Type: multipart/encrypted; boundary=b; "
     "protocol=\"application/pgp-encrypted\"\n\n--b\nContent-Type: "
     "application/pgp-encrypted\n\nVersion: 1\n--b\nContent-Type: "
     "application/octet-stream; name=encrypted.asc\n\n-----BEGIN PGP "
     "MESSAGE-----\n--b--\n",
     NULL, NULL, "", NULL},
    {"smime enveloped",
     "Subject: x\nContent-Type: application/pkcs7-mime; "
     "smime-type=enveloped-data; name=smime.p7m\nContent-Transfer-Encoding: "
     "base64\n\nMIAGCSqG\n",
     NULL, NULL, "", "1 smime.p7m application/pkcs7-mime"},
    {"calendar",
     "Subject: x\nContent-Type: multipart/alternative; "
     "boundary=b\n\n--b\n\nmeet\n--b\nContent-Type: text/calendar; "
     "method=REQUEST\n\nBEGIN:VCALENDAR\nEND:VCALENDAR\n--b--\n",
     NULL, NULL, "meet", "2 part-2.ics text/calendar"},
    {"uu in qp",
     "Subject: x\nContent-Transfer-Encoding: quoted-printable\n\nbefore\nbegin "
     "644 a.bin\n#0V%T\n`\nend\nafter\n",
     NULL, NULL, "before\nafter\n", "1.1 a.bin application/octet-stream"},
    {"html attached only",
     "Subject: x\nContent-Type: text/html; name=a.html\nContent-Disposition: "
     "attachment; filename=a.html\n\n<p>x</p>\n",
     NULL, NULL, "", NULL},
    {"inline disp plain named",
     "Subject: x\nContent-Type: multipart/mixed; "
     "boundary=b\n\n--b\nContent-Type: text/plain; "
     "name=body.txt\nContent-Disposition: inline\n\nhi\n--b--\n",
     NULL, NULL, "hi", NULL},
    {"signed in place",
     "Subject: x\n\nbefore\n-----BEGIN PGP SIGNED MESSAGE-----\n"
     "Hash: SHA256\n\nhello\n- -- \nKari\n-----BEGIN PGP "
     "SIGNATURE-----\n\nabc\n"
     "-----END PGP SIGNATURE-----\nafter\n",
     NULL, NULL, "before\nhello\n-- \nKari\nafter\n", ""},
    {"signed in place, cut off",
     "Subject: x\n\n-----BEGIN PGP SIGNED MESSAGE-----\n\nhello\n"
     "-----BEGIN PGP SIGNATURE-----\nabc\n",
     NULL, NULL, "hello\n", ""},
    {"signed in place, cut off in the signature",
     "Subject: x\n\n-----BEGIN PGP SIGNED MESSAGE-----\n\nhello\n"
     "-----BEGIN PGP SIGNATURE-----\nVersion: 1\n\nabc+/==\n=x1yZ\nand I "
     "also wrote this\n",
     NULL, NULL, "hello\nand I also wrote this\n", ""},
    {"signed in place, no empty line",
     "Subject: x\n\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA1\nhello\n"
     "there\n-----BEGIN PGP SIGNATURE-----\nabc\n"
     "-----END PGP SIGNATURE-----\n",
     NULL, NULL, "hello\nthere\n", ""},
    {"a signature before the words",
     "Subject: x\n\n-----BEGIN PGP SIGNATURE-----\n-----BEGIN PGP SIGNED "
     "MESSAGE-----\nhello\n",
     NULL, NULL,
     "-----BEGIN PGP SIGNATURE-----\n-----BEGIN PGP SIGNED "
     "MESSAGE-----\nhello\n",
     ""},
    {"no signature at all",
     "Subject: x\n\n-----BEGIN PGP SIGNED MESSAGE-----\n\nhello\n", NULL, NULL,
     "-----BEGIN PGP SIGNED MESSAGE-----\n\nhello\n", ""},
    {"HTML labelled as plain",
     "Content-Type: text/plain\n\n<!DOCTYPE html><html><p>Hello</p></html>\n",
     NULL, NULL, "Hello\n", ""},
    {"HTML in plain words", "Subject: x\n\n<htmlx> is no tag\n", NULL, NULL,
     "<htmlx> is no tag\n", ""},
};

static char *from_of(const letter *l)
{
    GString *s = g_string_new(NULL);

    for (guint i = 0; i < l->from->len; i++) {
        const letter_address *a = l->from->pdata[i];

        g_string_append_printf(s, "%s%s<%s>", i > 0 ? "|" : "",
                               a->name ? a->name : "", a->address);
    }
    return g_string_free(s, FALSE);
}

static char *rows_of(const letter *l)
{
    GString *s = g_string_new(NULL);

    for (guint i = 0; i < l->attachments->len; i++) {
        const letter_attachment *a = l->attachments->pdata[i];

        g_string_append_printf(s, "%s%s %s %s", i > 0 ? "|" : "", a->part,
                               a->name, a->type);
    }
    return g_string_free(s, FALSE);
}

static void compare(const wild_row *row, const char *field, const char *want,
                    const char *got)
{
    if (want && g_strcmp0(want, got) != 0)
        fail_msg("%s: %s is '%s', not '%s'", row->what, field,
                 got ? got : "(none)", want);
}

static void try_rows(const wild_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        g_autoptr(letter) l =
            mime_parse(rows[i].message, strlen(rows[i].message), NULL);
        g_autofree char *from = from_of(l), *list = rows_of(l);

        compare(&rows[i], "subject", rows[i].subject, l->subject);
        compare(&rows[i], "from", rows[i].from, from);
        compare(&rows[i], "text", rows[i].text, l->text);
        compare(&rows[i], "attachments", rows[i].rows, list);
    }
}

static void test_words(void **state)
{
    try_rows(words, G_N_ELEMENTS(words));
}

static void test_senders(void **state)
{
    try_rows(senders, G_N_ELEMENTS(senders));
}

static void test_bodies(void **state)
{
    try_rows(bodies, G_N_ELEMENTS(bodies));
}

static int set_up(void **state)
{
    mime_init();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_senders),
        cmocka_unit_test(test_bodies),
    };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
