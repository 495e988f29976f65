#!/usr/bin/perl
# An operator's list, by mail: what it shows, its pages and views, and commands on
# several requests in an answer to it.
use strict;
use warnings;
use utf8;
use Desk;
use Test::More;

my $desk = Desk->start(
    users  => [ map { "$_\@example.org" } qw(per ivar) ],
    config => {
        'queue repairs' => {
            address => 'repairs@example.org',
            name    => 'Repairs',
            undo    => '0s',
        },
        # somebody outside, who works on repairs alone
        'operator ivar' => {
            name    => 'Ivar Out',
            address => 'ivar@example.org',
            queues  => 'repairs',
            sasl_login => 'ivar@example.org',
        },
        # a fresh message of theirs is known by their login
        (map { ("operator $_" => { sasl_login => "$_\@example.org" }) }
            qw(anna olga)),
        'view free'  => { filter => 'unassigned', title => 'Nobody has them' },
        'view heads' => {
            filter    => 'all',
            'default' => 'lead',
            roles     => 'lead',
        },
    });
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $per  = $desk->customer('Per Hansen <per@example.com>');
my ($anna, $olga) = map { $desk->operator($_) } qw(anna olga);
my $ivar = $desk->customer('Ivar Out <ivar@example.org>');

my ($lamp)  = $desk->opens($kari, 'My lamp',  $anna, $olga);
my ($chair) = $desk->opens($per,  'My chair', $anna, $olga);
my ($desks) = $desk->opens($kari, 'My desk',  $anna, $olga);
$_->reads_all for $anna, $olga, $kari, $per;

sub list_of {
    my ($who, $command, $what) = @_;
    $who->writes('support@example.org', 'list', $command, login => 1);
    return $who->gets(
        sub { $_[0]->raw('Reply-To') && $_[0]->raw('Reply-To') =~ /\+l-/ },
        $what // 'a list');
}

# ---- what it shows
my $list = list_of($anna, '/list');
is($list->subject, '3 open', 'its subject counts them');
like($list->text, qr/^unanswered  #$lamp  My lamp$/m, 'how each stands');
like($list->text, qr/^ +Kari Nordmann +new +- +-$/m,
    'whose it is, its status, when it is due, who has it');
like($list->html, qr/>unanswered<.*>#$lamp<.*My lamp/s, 'the same in HTML');
like($list->html, qr{mailto:support\+l-[a-z2-7]{32}\@example.org\?[^"]*body=%2Fclose%20%23$chair"},
    'with links that write a message: close this one');
like($list->html, qr{mailto:support\+o-[a-z2-7]{32}\@example.org\?subject=Re},
    'or reply');
cmp_ok(length $list->html, '<', 100_000, 'not more than mail programs show');
like($list->raw('Reply-To'), qr/^<?support\+l-[a-z2-7]{32}\@/,
    'an address of its own');

# ---- commands on several, below which a phone quotes the list
$anna->{phone} = 'Sent from my phone';
$anna->answers($list, "/Take #$lamp #$chair\n/priority high #$chair");
my $done = $anna->gets(qr/^2 done$/, 'one mail about both');
delete $anna->{phone};
like($done->text, qr/^done  #$lamp  My lamp\n +(?:Anna Larsen )?took it/m,
    'which says what was done with one');
like($done->text, qr/#$chair  My chair\n +.*priority normal -> high/m,
    'and with the other');
is($desk->field($_, 'holder'), 'anna', "#$_ is hers") for $lamp, $chair;
is($desk->field($chair, 'priority'), 'high', 'and one is urgent');
is($desk->field($desks, 'holder'), undef, 'the third is left alone');
ok(!grep({ /Take/ } map { $desk->texts($_, 'note') } $lamp, $chair),
    'nothing of it became a note');

# ---- an error carries nothing out
$anna->answers($list, "/close #$lamp\n/assign olgaa #$chair");
my $back = $anna->gets(qr/\/assign: #$chair: /, 'the whole text back');
like($back->text, qr/did you mean \/assign olga/, 'with what is wrong');
is($desk->field($lamp, 'status'), 'new', 'nothing was done');
$anna->answers($list, "/close #9999 #$lamp");
$back = $anna->gets(sub { $_[0]->text =~ /9999/ }, 'it back');
like($back->text, qr/there is no #9999/i, 'there is no such');
is($desk->field($lamp, 'status'), 'new', 'so the other is not closed');
$anna->answers($list, '/close');
$anna->gets(sub { $_[0]->text =~ /of which requests/ }, 'a question which ones');

# ---- text goes nowhere, and she is told
$anna->answers($list, 'Dear Kari, it is done.');
$back = $anna->gets(sub { $_[0]->text =~ /it is done/ }, 'her text back');
like($back->text, qr/a list is of no request/, 'with the reason');
$anna->answers($list, "/take #$desks\n\nDear Kari, it is done.");
$done = $anna->gets(qr/^1 done$/, 'word of the command');
like($done->text, qr/gone nowhere:\n\n +Dear Kari, it is done\./,
    'and that the text went nowhere');
$kari->gets_nothing('nothing of that');

# ---- what somebody wrote since is held back
my ($again) = grep { $_->subject =~ /My chair/ } $per->letters;
$per->answers($again, 'It broke again!');
$desk->settled;
$anna->reads_all;
$anna->answers($list, "/close #$lamp #$chair");
$done = $anna->gets(qr/^1 done, 1 held back$/, 'one done, one held back');
like($done->text, qr/held back  #$chair  My chair\n +Per Hansen wrote since/,
    'with the reason');
like($done->text, qr/It broke again!/, 'and what is new');
is($desk->field($lamp,  'status'), 'resolved', 'the one is resolved');
is($desk->field($chair, 'status'), 'new',      'the other is not');
$anna->answers($done, "/close #$chair");
$anna->gets(qr/^1 done$/, 'word after she has seen it');
is($desk->field($chair, 'status'), 'resolved', 'it is resolved now');

# ---- a colleague was faster
$list = list_of($olga, '/list mine', 'an empty list');
like($list->text, qr/There are none/, 'she has none');
$anna->answers(list_of($anna, '/list'), "/assign olga #$desks");
$anna->gets(qr/^1 done$/);
$desk->settled;
my ($pen) = $desk->opens($kari, 'My pen', $anna, $olga);
$_->reads_all for $anna, $olga;
$list = list_of($olga, '/list unassigned');
my $annas = list_of($anna, '/list free', 'a view');
is($annas->subject, 'Nobody has them: 1 open', 'which has a title');
$olga->answers($list, "/take #$pen");
$olga->gets(qr/^1 done$/);
$anna->answers($annas, "/take #$pen");
$done = $anna->gets(qr/held back/, 'word that it is held back');
like($done->text, qr/Olga Berg has it since/, 'because Olga has it');
is($desk->field($pen, 'holder'), 'olga', 'and keeps it');

# ---- a forwarded list is of no use to others
$annas = list_of($anna, '/list');
my ($address) = $annas->raw('Reply-To') =~ /([^<>\s]+\@[^<>\s]+)/;
$per->answers($annas, "/close #$desks");
$desk->settled;
is($desk->field($desks, 'status'), 'new', 'nothing is done for a stranger');
my $word = $anna->gets(
    sub { $_[0]->text =~ /personal reply address/ || $_[0]->subject =~ /hold/ },
    'word of it');
$anna->gets(qr/a list was seen outside/, 'and that her lists are dead');
$anna->answers($annas, "/close #$desks");
$back = $anna->gets(sub { $_[0]->text =~ /was revoked/ }, 'hers back as well');
is($desk->field($desks, 'status'), 'new', 'nothing was done');
$olga->writes($address, 'Re: list', "/close #$desks");
$desk->settled;
is($desk->field($desks, 'status'), 'new', 'nor for a colleague with it');
$_->reads_all for $anna, $olga;

# ---- /revoke ends them
$annas = list_of($anna, '/list');
$anna->answers($annas, '/revoke');
$anna->gets(qr/your lists/, 'word that they are dead');
$anna->answers($annas, "/close #$desks");
$anna->gets(sub { $_[0]->text =~ /was revoked/ }, 'it back');
is($desk->field($desks, 'status'), 'new', 'nothing was done');

# ---- who works for another queue sees nothing of this one
my $his = list_of($ivar, '/list all', 'his list');
is($his->subject, '0 found', 'which is empty');
unlike($his->text, qr/My /, 'and names nothing');
$ivar->answers($his, "/close #$desks");
$back = $ivar->gets(sub { $_[0]->text =~ /#$desks/ }, 'it back');
like($back->text, qr/there is no #$desks/i, 'for him there is no such');
is($desk->field($desks, 'status'), 'new', 'nothing was done');

# ---- what stands in a list gives no commands, however it is quoted
$_->reads_all for $anna, $olga;
$kari->writes('support@example.org', "/spam #$desks", 'Hello.');
$anna->gets(qr{/spam}, 'a request whose subject looks like a command');
my $trap = $pen + 1;
$annas = list_of($anna, '/list all');
like($annas->text, qr{^unanswered +#$trap +/spam #$desks$}m,
    'a subject that looks like a command');
my $bare = $annas->text =~ s/^\S+ +#\d+ +//mgr;
for my $text ("/take #$trap\n\n" . $bare, "/take #$trap\n\n" . $annas->text) {
    $anna->answers($annas, $text, quote => 0);
    $desk->settled;
    is($desk->field($desks, 'status'), 'new', 'it is none');
}
$_->reads_all for $anna, $olga;

# ---- an administrator ends them as well
$annas = list_of($anna, '/list all');
$desk->postern('operator', 'revoke', 'anna');
$anna->reads_all;
$anna->answers($annas, "/close #$trap");
$anna->gets(sub { $_[0]->text =~ /was revoked/ }, 'it back');
is($desk->field($trap, 'status'), 'new', 'nothing was done');

# ---- words that look for something
my $found = list_of($anna, '/search pen', 'what /search finds');
is($found->subject, '1 found', 'one');
like($found->text, qr/My pen/, 'that one');
$anna->writes('support@example.org', 'list', '/list tpye:incident',
    login => 1);
$anna->gets(sub { $_[0]->text =~ m{did you mean /list type:} },
    'a wrong key back');
$desk->postern('company', 'add', 'Acme AS');
$found = list_of($anna, '/list company:amce', 'a list of nobody\'s');
like($found->text, qr/did you mean \/list company:Acme \?/,
    'which says whose may have been meant');

done_testing();
