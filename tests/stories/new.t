#!/usr/bin/perl
# Requests for somebody who did not write to the desk: by /new, or by a message
# that an operator forwards. Nothing leaves before she has seen it.
use strict;
use warnings;
use utf8;
use Desk;
use Test::More;

my $desk = Desk->start(config => {
    site            => { calling_code => '47' },
    'queue support' => { undo => '1s' } });
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $per  = $desk->customer('Per Hansen <per@example.com>');
my $anna = $desk->operator('anna');
my $olga = $desk->operator('olga');

# ---- by name
$anna->writes('support@example.org', 'Printer', <<'END');
/new kari@example.com Kari Nordmann
My printer is silent.
END
my $shown = $anna->gets(qr/^to be opened: Printer/, 'a preview');
like($shown->text, qr/Customer: Kari Nordmann, kari\@example.com\n/,
    'with the customer');
like($shown->text, qr/My printer is silent/, 'and the text');
like($shown->text, qr/hears nothing of it before your reply/,
    'and what the customer hears');
$kari->gets_nothing('which is nothing');
is(scalar($desk->tickets), 0, 'nothing is opened yet');
$anna->answers($shown, '/send');
my $notice = $anna->gets(qr/^#\d+ Printer/, 'the request, when she says so');
my ($number) = $notice->subject =~ /^#(\d+)/;
is($desk->field($number, 'customer'), 'kari@example.com', 'of the customer');
is($desk->field($number, 'holder'),   'anna', 'and held by her');
$kari->gets_nothing('who hears nothing of it');
$olga->gets_nothing('nor does the line');
$anna->answers($notice, 'Is it switched on?');
my $reply = $kari->gets(qr/^Re: Printer/, 'the reply');
$kari->answers($reply, 'Yes, it is.');
$anna->gets(qr/^#$number /, 'whose answer comes back');

# ---- with an acknowledgement, which repeats nothing
$anna->writes('support@example.org', 'Invoice', <<'END');
/new per@example.com
/acknowledge
He wants to know what SECRET-PRICE means.
END
$anna->answers($anna->gets(qr/^to be opened: Invoice/), '/send');
my $ack = $per->gets(qr/^Your request at/, 'an acknowledgement, if she says so');
unlike($ack->text, qr/SECRET-PRICE/, 'which repeats nothing of it');
$anna->reads_all;

# ---- forwarded, as clients do it
my %clients = (
    'Gmail' => [ 'Fwd: Scanner one', <<'END' ],
Please take this.

---------- Forwarded message ---------
From: Per Hansen <per@example.com>
Date: Mon, 30 Nov 2026 at 09:00
Subject: Scanner one
To: Anna Larsen <anna@example.org>


The scanner is dark.
END
    'Outlook' => [ 'FW: Scanner two', <<'END' ],
Please take this.

From: Per Hansen <per@example.com>
Sent: Monday, 30 November 2026 09:00
To: Anna Larsen <anna@example.org>
Subject: Scanner two

The scanner is dark.
END
    'Outlook of others' => [ 'VS: Scanner three', <<'END' ],
Please take this.

________________________________
Fra: Per Hansen <per@example.com>
Sendt: mandag 30. november 2026 09:00
Til: Anna Larsen <anna@example.org>
Emne: Scanner three

The scanner is dark.
END
    'Apple Mail' => [ 'Fwd: Scanner four', <<'END' ],
Please take this.

> Begin forwarded message:
> 
> From: Per Hansen <per@example.com>
> Subject: Scanner four
> Date: 30 November 2026 at 09:00:00 CET
> To: anna@example.org
> 
> The scanner is dark.
END
    'mutt' => [ '[per@example.com: Scanner five]', <<'END' ],
Please take this.

----- Forwarded message from Per Hansen <per@example.com> -----

Date: Mon, 30 Nov 2026 09:00:00 +0100
From: Per Hansen <per@example.com>
To: anna@example.org
Subject: Scanner five

The scanner is dark.

----- End forwarded message -----
END
);
for my $client (sort keys %clients) {
    my ($subject, $text) = @{ $clients{$client} };
    my ($about) = $subject =~ /(Scanner \w+)/;
    $anna->writes('support@example.org', $subject, $text);
    my $draft = $anna->gets(qr/^to be opened: $about$/, "$client: a preview");
    like($draft->text, qr/Customer: Per Hansen, per\@example\.com\n/,
        'of the forwarded message\'s author');
    like($draft->text, qr/nobody has proved it/, 'who is offered, no more');
    like($draft->text, qr/stays internal:\s+Please take this\./,
        'with her own words apart');
    like($draft->text, qr/customer's message:\s+The scanner is dark\.\n*\z/,
        'and nothing but his');
    $anna->answers($draft, '/drop');
    $desk->settled;
}

# ---- HTML, as Outlook writes it
$anna->writes('support@example.org', 'FW: Scanner six', undef, html => <<'END');
<html><body><p>/new kari@example.com</p><div style="border:none;border-top:solid
#E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p><b>From:</b> Per Hansen
&lt;per@example.com&gt;<br><b>Sent:</b> Monday, 30 November 2026 09:00<br>
<b>To:</b> Anna Larsen &lt;anna@example.org&gt;<br><b>Subject:</b> Scanner
six</p></div><p>The scanner is dark.</p></body></html>
END
my $html = $anna->gets(qr/^to be opened: Scanner six/, 'HTML of Outlook');
like($html->text, qr/Customer: kari\@example\.com\n/,
    'her word beats what it says');
like($html->text, qr/The scanner is dark/, 'with the text');

# ---- attached
my $inner = join "\r\n", 'From: Per Hansen <per@example.com>',
    'To: anna@example.org', 'Subject: Scanner seven',
    'Message-ID: <seven@example.com>', 'Date: Mon, 30 Nov 2026 09:00:00 +0000',
    'Content-Type: text/plain; charset=utf-8', '', 'The scanner is dark.',
    '/close', '';
$anna->writes('support@example.org', 'Fwd: Scanner seven',
    'SECRET-SEVEN: he asks each week.',
    attach => { 'seven.eml' => [ 'message/rfc822', $inner ] });
my $seven = $anna->gets(qr/^to be opened: Scanner seven/, 'an attached one');
like($seven->text, qr/Customer: Per Hansen, per\@example\.com\n/,
    'with its author');
$per->reads_all;
$anna->answers($seven, '/send');
my $open = $anna->gets(qr/^#\d+ Scanner seven/, 'opened');
my ($seven_number) = $open->subject =~ /^#(\d+)/;
is(scalar(grep { /SECRET-SEVEN/ } $desk->texts($seven_number, 'note')), 1,
    'her words are a note');
$anna->answers($open, 'Wipe the glass.');
my $wiped = $per->gets(qr/^Re: Scanner seven/, 'the reply');
unlike($wiped->{octets} . $wiped->text, qr/SECRET/, 'without her note');
isnt($desk->field($seven_number, 'status'), 'resolved',
    'what he had written was no command of hers');

# ---- by telephone
$anna->reads_all;
$anna->writes('support@example.org', 'Scanner eight', <<'END');
/new 22 33 44 55 Ole Olsen
He called: the scanner hums.
END
my $eight = $anna->gets(qr/^to be opened: Scanner eight/, 'a telephone');
like($eight->text, qr/Customer: Ole Olsen, \+4722334455 \(your replies will/,
    'with its country');
$anna->answers($eight, '/send');
my $task = $anna->gets(qr/^#\d+ Scanner eight/);
like($task->text, qr/goes to \+4722334455 \(by telephone\)/,
    'where an answer goes');
$anna->answers($task, 'Let it hum, and turn it off at night.');
my $call = $anna->gets(sub { $_[0]->text =~ /Call \+4722334455/ },
    'the answer is a call');
like($call->text, qr/Call \+4722334455 \(Ole Olsen\) and say this/, 'of hers');
like($call->text, qr/Let it hum/, 'with what is to be said');
$desk->settled;
is(scalar(grep { /tel:/ } $desk->log_text =~ /^.*sent: .*$/mg), 0,
    'and no mail goes to a telephone');

# ---- a mistake is shown, and opens nothing
$anna->writes('support@example.org', 'Scanner nine', "/new Ole\nIt hums.");
my $wrong = $anna->gets(qr/for whom/, 'a name is no customer');
like($wrong->text, qr{/new ADDRESS or /new TELEPHONE}, 'she is told');

done_testing;
