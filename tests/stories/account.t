#!/usr/bin/perl
# A customer's account by mail: what he is told, where it goes, and all the ways by
# which somebody tries to see what is another's.
use strict;
use warnings;
use utf8;
use Desk;
use Test::More;

my @mailboxes = qw(kari@acme.example kari@home.example per@acme.example
    bo@bolt.example una@bolt.example eve@evil.example help@partner.example
    kari@mail.acme.example kari@acme-support.example
    kari@xn--cme-7cd.example otto@example.org);
my $desk = Desk->start(
    users  => \@mailboxes,
    config => {
        site => { authserv_id => 'mx.example.org', flood_per_minute => 1000 },
        'queue support' => { ack_per_hour => 1000, undo => '0s' },
        'queue sales'   => { address => 'help@example.org', name => 'Sales' },
        'partner integrator' =>
            { name => 'Integrator', address => 'help@partner.example' },
        'operator otto' => {
            name    => 'Otto Outside',
            address => 'otto@example.org',
            roles   => 'operator:sales',
        },
    });
my $SUPPORT = 'support@example.org';

sub passed {
    my ($address) = @_;
    my ($domain)  = $address =~ /\@(.*)/;
    return ('Authentication-Results' =>
            "mx.example.org; dmarc=pass header.from=$domain");
}
my %person = map {
    my ($name) = /^(\w+)\@/;
    $_ => $desk->customer(ucfirst($name) . " Nordmann <$_>")
} @mailboxes;
my ($kari, $home, $per, $bo, $una, $eve, $partner) =
    @person{ @mailboxes[ 0 .. 6 ] };
my $otto = $person{'otto@example.org'};
my $anna = $desk->operator('anna');

sub proved { my ($who) = @_; return (headers => [ passed($who->address) ]) }
sub asks {
    my ($who, $text, %more) = @_;
    return $who->writes($SUPPORT, 'My account', $text, proved($who), %more);
}

# ---- who is who
sub admin {
    my ($code, $out, $err) = $desk->postern(@_);
    is($code, 0, "postern @_") or diag $out, $err;
    return;
}
admin('company', 'add', 'Acme', 'domains=acme.example');
admin('company', 'add', 'Bolt', 'domains=bolt.example');
admin('person', 'add', 'kari@acme.example kari@home.example', 'company=Acme',
    'contact=yes');
admin('person', 'add', 'per@acme.example', 'company=Acme');
admin('person', 'add', 'bo@bolt.example', 'company=Bolt', 'contact=yes');
admin('person', 'add', 'una@bolt.example', 'company=Bolt');
admin('contract', 'add', 'company=Acme', 'name=Care', 'ext=AC',
    'from=2020-01-01');
admin('service', 'add', 'Hosting', 'contract=AC', 'hours=10');

# ---- their requests; each has a word that stands nowhere else
sub opens {
    my ($who, $subject, $text) = @_;
    my $letter =
        $who->writes($SUPPORT, $subject, $text, proved($who));
    my $ack = $who->gets(qr/^\Q$subject\E \[#/, 'an acknowledgement');
    return ($desk->number_in($ack), $ack);
}
sub answers {
    my ($letter, $text) = @_;
    $anna->answers($letter, $text, proved($anna));
    return $desk->settled;
}
my ($n_kari, $ack) =
    opens($kari, 'Invoice of October', 'It bills a zebrafish twice.');
my $notice = $anna->gets(qr/^#$n_kari /);
answers($notice, "/note\nTheir wombat pays late, but do not tell them that.");
$anna->reads_all;
$anna->answers($notice,
    "/wait 3d\n\nThank you. Which zebrafish do you mean?\n\nWe look into it.",
    proved($anna));
my $reply = $kari->gets(qr/^Re: Invoice/);
my ($n_per) = opens($per, 'Printer of the okapi', 'An invoice is stuck in it.');
my ($n_home) = opens($home, 'From home', 'My narwhal cannot log in.');
my ($n_bo)   = opens($bo,   'Bolts',     'Our quokka has an invoice.');
$anna->reads_all;
$desk->settled;
$_->reads_all for values %person;

# Of one mail, all that anybody could read in it
sub whole {
    my ($letter) = @_;
    return join "\n", $letter->{octets}, $letter->subject, $letter->text,
        $letter->html // '';
}

# ---- what she is told
asks($kari, '/list');
my $list = $kari->gets(qr/^Your requests at Example Support$/, 'her list');
like($list->text,
    qr/#$n_kari Invoice of October:\s+waiting\s+for\s+you\s+since.*Which\s+zebrafish\s+do\s+you\s+mean\?/s,
    'with what is waited for');
like($list->text, qr/#$n_home From home/, 'and what she wrote from home');
unlike($list->text, qr/#$n_per/, 'not her colleague\'s');
like($list->text, qr/Acme\s+has\s+10 h\s+of\s+10 h\s+left/, 'what is left');
like($list->html, qr{mailto:support[^"]*show[^"]*$n_kari}i, 'and links');
asks($kari, '/list company');
like($kari->gets(qr/^Requests of Acme/, 'the company\'s')->text,
    qr/#$n_per Printer of the okapi/, 'with her colleague\'s');
asks($kari, "/show #$n_per");
like($kari->gets(qr/^Re: Printer of the okapi \[#/, 'a colleague\'s')->text,
    qr/An invoice is stuck/, 'whole');
$kari->answers($list, "/show #$n_kari", proved($kari));
my $shown = $kari->gets(qr/^Re: Invoice of October/, 'one of hers, whole');
like($shown->text, qr/bills a zebrafish twice.*Which zebrafish/s,
    'from the first message to the last');
unlike(whole($shown), qr/wombat/i, 'without notes');
asks($home, "/report\n/balance\n/list company text=stuck");
my $report = $home->gets(qr/^Your account/, 'several things in one mail');
like($report->text, qr/Requests: +2/, 'a report of the month');
like($report->text, qr/#$n_per Printer/, 'and what was looked for');
asks($kari, '/отчёт 2020-01', headers => [ passed('kari@acme.example') ]);
like($kari->gets(qr/January 2020/, 'a report of another month')->text,
    qr/Nothing was written/, 'in which there was nothing');
asks($per, '/list company');
my $refused = $per->gets(qr/^Your requests/, 'an answer');
like($refused->text, qr/contact person/, 'that he may not');
unlike(whole($refused), qr/zebrafish|narwhal/, 'and nothing of hers');
asks($kari, '/faq');
$kari->gets(qr/^Answers from/, 'ready answers');
asks($kari, '/help');
like($kari->gets(qr/^What you can write/)->text, qr{/report.*/balance}s,
    'all commands');

# ---- what there was before: from a message of its own, and in answer to any
asks($per, '/status');
my $his = $per->gets(qr/^Your requests/, 'where his requests stand');
like($his->text, qr/#$n_per/, 'all of them');
asks($per, '/language nb');
like($per->gets(qr/./, 'an answer in Norwegian')->text, qr/norsk/, 'says so');
$per->answers($his, '/saldo', proved($per));
like($per->gets(qr/^Saldo hos/, 'what is left, in Norwegian')->text,
    qr/Acme\s+har\s+10 t\s+av\s+10 t\s+igjen/, 'by the contract');
for my $way (sub { asks($per, @_) },
    sub { $per->answers($his, $_[0], proved($per)) })
{
    $way->('/hjelp');
    $per->gets(qr/skrive/, 'all commands');
    $way->('/liste alle');
    $per->gets(qr/^Sakene dine/, 'his list');
    $way->("/vis #$n_per");
    $per->gets(qr/^Re: Printer/, 'his request');
    $way->('/spørsmål');
    $per->gets(qr/Svar/, 'ready answers');
}
$per->answers($his, '/ack off', proved($per));
$desk->settled;
asks($per, 'No answer, please.');
$anna->gets(qr/^#\d+ My account/, 'a request');
$per->gets_nothing('no acknowledgement any more');
asks($per, "/ack on\n/language en");
$per->reads_all;
$anna->reads_all;

# ---- without proof it goes to the address on record
$home->writes($SUPPORT, 'x', '/list company', reply_to => 'eve@evil.example');
$kari->gets(qr/^Requests of Acme/, 'what somebody asked in her name');
$home->gets_nothing('nothing at the other address');
$eve->gets_nothing('nothing by Reply-To');
$kari->answers($reply, '/close');    # from whoever holds this mail
my $doubted = $anna->gets(qr/^#$n_kari /, 'what was not done');
like($doubted->text,
    qr/commands were not carried out: it is not authenticated/,
    'with why');
like($doubted->text, qr{/close}, 'and what it was');
isnt($desk->field($n_kari, 'status'), 'resolved', 'it is open');
$kari->answers($reply, '/close', proved($kari));
$desk->settled;
is($desk->field($n_kari, 'status'), 'resolved', 'and closed by herself');
$kari->reads_all;
$anna->reads_all;

# ---- attacks
# Words that nobody but Acme's people may read, and what was read by others
my $SECRET = qr/zebrafish|okapi|narwhal|wombat|Nordmann <(?:per|kari)\@acme/i;
my %reads = map { $_->address => {} } values %person;
my ($tag) = $ack->subject =~ /(\[#\d+-\w+\])/;
my $secret_address = $notice->raw('Reply-To');
my @numbers = map { "/show #$_" } 1001 .. 1009;

# name, text, and what else of the message; FROM is the one who tries
my @attacks = (
    ['the company\'s list',        '/list company all'],
    ['all',                        '/list all'],
    ['in another language',        "/список компания все\n/отчёт компания"],
    ['in capitals',                '/LIST COMPANY ALL'],
    ['in wide letters',            '/list ｃｏｍｐａｎｙ ａｌｌ'],
    ['another company by name',    '/list company=Acme all'],
    ['a number that was guessed',  "/show #$n_kari"],
    ['a colleague\'s',             "/show $n_per"],
    ['all numbers',                join("\n", @numbers)],
    ['numbers that are none',      "/show #-1\n/show #0x3e9\n/show #1e9"],
    ['what operators may',         "/show #$n_kari full\n/search invoice"],
    ['to take part',               "/cc eve\@evil.example\n/merge #$n_per"],
    ['words of a note',            '/list company all text="pays late"'],
    ['words of a text',            '/list all text=invoice'],
    ['a wildcard',                 '/list all text=%'],
    ['another',                    '/list company text=_____'],
    ['a quote',                    "/list text=' OR '1'='1' --"],
    ['a query',    '/list text="x\') UNION SELECT text FROM note --"'],
    ['a service of theirs',        '/list company all service=Hosting'],
    ['a customer',                 '/list all customer=kari@acme.example'],
    ['a holder',                   '/list all holder=anna'],
    ['all times', '/list company all from=2000-01-01 to=2090-01-01'],
    ['a report of theirs',         '/report company=Acme'],
    ['a report of all',            '/report company'],
    ['what they have paid',        "/balance Acme\n/balance"],
    ['the tag of theirs',          '/show',   subject => "x $tag"],
    ['with /status',               '/status', subject => "x $tag"],
    ['with a question',     'Please send it again.', subject => "x $tag"],
    ['a thread of theirs',  '/show', in_reply_to => $ack->message_id],
    ['the operator\'s answer\'s', '/status',
        references => $reply->message_id],
    ['an operator\'s secret address', "/show #$n_kari full",
        to => $secret_address, envelope_to => [$secret_address]],
    ['her name', '/list company all',
        from => '"Kari Nordmann <kari@acme.example>" <FROM>'],
    ['her address as a name', '/list company all',
        from => '"kari@acme.example" <FROM>'],
    ['her as the sender', '/list company all',
        headers => [ 'FROM', Sender => 'kari@acme.example' ]],
    ['her by several fields', '/list company all',
        headers => [ 'FROM', 'X-Original-From' => 'kari@acme.example',
            'Resent-From' => 'kari@acme.example' ]],
    ['both in From', '/list company all',
        from => 'kari@acme.example, FROM'],
    ['the other way round', '/list company all',
        from => 'FROM, kari@acme.example'],
    # as if they were she
    ['her From', '/list company all',
        from => 'kari@acme.example', headers => [], reply_to => 'FROM'],
    ['her From, in Cc', "/show #$n_kari",
        from => 'kari@acme.example', headers => [], cc => 'FROM'],
    ['her From, proved for oneself', '/list company all',
        from => 'kari@acme.example', headers => ['FROM']],
    ['her From, proved by nobody', '/list company all',
        from    => 'kari@acme.example',
        headers => [ 'Authentication-Results' =>
                'mx.evil.example; dmarc=pass header.from=acme.example' ]],
    ['her From, proved below', '/list company all',
        from    => 'kari@acme.example',
        headers => [
            'Authentication-Results' =>
                'mx.example.org; dmarc=none header.from=acme.example',
            'Authentication-Results' =>
                'mx.example.org; dmarc=pass header.from=acme.example' ]],
    ['her From, failed', "/list company all\n/show #$n_kari",
        from    => 'kari@acme.example',
        headers => [ 'Authentication-Results' =>
                'mx.example.org; dmarc=fail header.from=acme.example' ]],
    ['her other From', '/list company all',
        from => 'kari@home.example', headers => [], reply_to => 'FROM'],
    ['through a web form', '/list company all',
        from => $SUPPORT, headers => [], reply_to => 'kari@acme.example'],
    ['a plus part', '/list company all',
        from    => 'kari+eve@acme.example',
        headers => [ passed('kari@acme.example') ]],
    # who looks like her
    ['a sub-domain', '/list company all',
        from    => 'kari@mail.acme.example',
        headers => [ passed('kari@mail.acme.example') ]],
    ['a domain that is near', '/list company all',
        from    => 'kari@acme-support.example',
        headers => [ passed('kari@acme-support.example') ]],
    ['a letter of another alphabet', '/list company all',
        from    => 'kari@xn--cme-7cd.example',
        headers => [ passed('kari@xn--cme-7cd.example') ]],
);

# Nobody who is not of Acme has read a word of it; those who were answered say what
# they had asked.
sub nothing_leaked {
    my ($what, %asked) = @_;
    $desk->settled;
    my $wrong = 0;
    for my $who (values %person) {
        next if $who->address =~ /^(?:kari|per)\@acme\.example$/;
        for my $letter ($who->unread) {
            $who->{seen}{ $letter->{file} } = 1;
            $reads{ $who->address }{count}++;
            my $all = whole($letter);
            my ($word) = $all =~ /($SECRET)/ or next;
            $wrong++;
            my $id = $letter->raw('In-Reply-To') // '';
            my $row = $asked{ $id =~ s/[<>]//gr } // 'something';
            diag $who->address, " read '$word' by $row:\n", $letter->display;
        }
    }
    return is($wrong, 0, $what);
}

sub attack {
    my ($who, $row) = @_;
    my ($name, $text, %mail) = @$row;
    my $from = $who->address;
    my $to   = delete $mail{to} // $SUPPORT;
    $mail{headers} = [ map { $_ eq 'FROM' ? passed($from) : $_ }
            @{ $mail{headers} // ['FROM'] } ];
    for my $field (grep { defined $mail{$_} } qw(from cc reply_to)) {
        $mail{$field} =~ s/FROM/$from/;
    }
    my $subject = delete $mail{subject} // "A question, $name";
    my $letter = $who->writes(
        $to, $subject, $text,
        envelope_from => $from,
        envelope_to   => [$to],
        %mail
    );
    return ($letter->message_id =~ s/[<>]//gr => $name);
}

for my $who ($bo, $una, $eve, $partner) {
    my %asked = map { attack($who, $_) } @attacks;
    is(scalar keys %asked, scalar @attacks, 'each row is a message');
    nothing_leaked(scalar(@attacks) . ' ways of ' . $who->address, %asked);
    cmp_ok($reads{ $who->address }{count} // 0,
        '>', 10, 'who was answered, nevertheless');
}
$_->reads_all for $kari, $per, $anna;

# ---- who worked for Acme once, or wrote for it
sub tries {
    my ($who, $secret, $what, @texts) = @_;
    asks($who, $_) for @texts;
    $desk->settled;
    my $read = join "\n", map { whole($_) } $who->unread;
    unlike($read, $secret, $what);
    ok($read, 'and there was an answer');
    $who->reads_all;
    return;
}
my @all = (
    '/list company all', '/list all', '/report company', "/show #$n_kari",
    "/show #$n_per\n/show #$n_home"
);
my $ACME = qr/zebrafish|okapi|narwhal|wombat/i;
admin('person', 'set', 'kari@acme.example', 'contact=no');
tries($kari, qr/okapi|wombat/i, 'who speaks for Acme no more sees her own', @all);
admin('person', 'set', 'kari@acme.example', 'contact=yes',
    'handles=kari@acme.example');
tries($home, $ACME, 'nor what came from an address that was taken away', @all);
admin('person', 'set', 'kari@acme.example', 'company=Bolt');
tries($kari, qr/zebrafish|okapi|narwhal|wombat|quokka|#$n_bo\b.*Bolts/i,
    'nor does she who went over to Bolt, nor what is Bolt\'s', @all);
admin('person', 'set', 'kari@acme.example', 'company=Acme', 'contact=yes');

# ---- a request that became part of another's, or parted from it
my ($n_one) = opens($per, 'Two things', 'The okapi is one.');
my $first = $anna->gets(qr/^#$n_one /);
$per->answers(($per->letters)[-1], 'And the zebrafish another.', proved($per));
my $second = $anna->gets(qr/^#$n_one /);
answers($second, '/split');
$anna->reads_all;
asks($kari, '/list company all');
like($kari->gets(qr/^Requests of Acme/)->text, qr/(?:Two things.*){2}/s,
    'what was split is still the company\'s');
my %asked = map { attack($bo, $_) }
    ['what was split', join "\n", map { "/show #$_" } $n_one .. $n_one + 3],
    ['a list after it', '/list company all'];
nothing_leaked('nothing of what was split', %asked);
my ($n_bolt) = opens($bo, 'Join me', 'Please join this.');
my $join = $anna->gets(qr/^#$n_bolt /);
answers($join, "/merge #$n_per all");
like($anna->gets(qr/^#$n_bolt not/)->text, qr/would read the other's/,
    'two companies\' requests are not joined');
%asked = map { attack($bo, $_) } ['what was not joined', "/show #$n_bolt"],
    ['the other', "/show #$n_per"];
nothing_leaked('nothing by that', %asked);

# ---- an operator who sees one queue alone
$_->reads_all for $anna, $kari, $per;
my @commands = (
    "/show #$n_kari",   "/show #$n_kari full", "/why #$n_kari",
    "/show #$n_per",    '/list',               '/list all',
    '/list company:Acme', '/list text:invoice', '/list queue:support',
    '/list line:1',     '/list holder:anna',   '/list status:new all',
    '/list customer:kari@acme.example',        '/list service:Hosting all',
    '/list source:mail all', '/list from:2020-01-01 all', '/search invoice',
    '/search stuck printer', '/search "pays late"', '/search %', '/who',
    "/link #$n_kari",   "/merge #$n_kari all", '/report', "/task support x",
);
my %theirs;
$otto->writes($SUPPORT, 'x', $_, proved($otto)) for @commands;
$otto->writes($SUPPORT, "x $tag", $_, proved($otto))
    for "/show", "/status", "/take", "/note\nmine", "/watch";
$otto->writes($secret_address, "Re: #$n_kari x $tag", "/show", proved($otto));
my ($n_sales) = do {
    $per->writes('help@example.org', 'To sales', 'A price?', proved($per));
    $desk->number_in($otto->gets(qr/^#\d+ To sales/, 'his own queue\'s'));
};
nothing_leaked(scalar(@commands) + 6 . ' ways of an outsourced operator');
$otto->writes('help@example.org', 'x', "/show #$n_sales\n/list all",
    proved($otto));
$otto->gets(qr/^#$n_sales To sales/, 'what is his');

done_testing();
