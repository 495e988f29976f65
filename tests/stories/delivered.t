#!/usr/bin/perl
# Did he get it? A reply that arrives, comes back, is put off, is read; and
# reports that nobody should believe.
use strict;
use warnings;
use Desk;
use Test::More;

my $desk = Desk->start(
    clock  => '2027-03-01 10:00 Europe/Moscow',
    config => { 'queue support' => { receipts => 'yes' } },
    users  => [ 'slow@example.com', 'lars@example.com', 'there@example.com' ],
    # Dovecot knows of no reports, so that Postfix only says that it passed mail
    # on; what it throws away it calls delivered.
    extra_mailhost => [
        'EXTRA_MAIN=transport_maps = inline:{ {there@example.com = discard:} }'
            . "\nsmtpd_recipient_restrictions = check_recipient_access "
            . 'inline:{ {slow@example.com = 450 4.2.0 come back later} }'
    ]
);
my $kari    = $desk->customer('Kari Nordmann <kari@example.com>');
my $anna    = $desk->operator('anna');
my $olga    = $desk->operator('olga');

# The mail by which a request's last reply went to somebody, as JSON has it
sub reply_to {
    my ($number, $address) = @_;
    my ($last) = reverse grep {
        $_->{template} eq 'reply' && $_->{recipient} eq $address
    } @{ $desk->ticket($number)->{sent} };
    return $last;
}
sub state_of {
    my $mail = reply_to(@_);
    return $mail ? $mail->{delivery}{state} : 'none';
}

# "support+b-...@example.org" in a field
sub secret_in {
    my ($letter, $field) = @_;
    return ($letter->raw($field) // '') =~ /([^<\s]+\@example\.org)/ ? $1 : '';
}

# What stands in a message/KIND part of a report
sub report {
    my (%m) = @_;
    my $kind = $m{kind} // 'delivery-status';
    my $returned =
        defined $m{returned}
        ? "--b\nContent-Type: text/rfc822-headers\n\n$m{returned}\n"
        : '';
    my $octets = join "\n",
        "From: $m{from}", "To: $m{to}", "Subject: $m{subject}",
        'Message-ID: ' . Letter::new_id('mx.example.com'),
        'Date: Mon, 01 Mar 2027 07:00:00 +0000', 'MIME-Version: 1.0',
        @{ $m{headers} // [] },
        "Content-Type: multipart/report; report-type=$kind; boundary=b", '',
        '--b', 'Content-Type: text/plain; charset=utf-8', '', $m{text}, '--b',
        "Content-Type: message/$kind", '', $m{fields}, $returned . '--b--', '';
    $desk->submit($octets =~ s/\r?\n/\r\n/gr, from => '', to => [ $m{to} ]);
    return $desk->settled;
}

sub dsn {
    my ($to, $recipient, $action, %more) = @_;
    return report(
        from    => 'MAILER-DAEMON@mx.example.com',
        to      => $to,
        subject => 'Delivery Status Notification',
        text    => 'This is a report.',
        fields  => ($more{envid} ? "Original-Envelope-Id: $more{envid}\n" : '')
            . "Reporting-MTA: dns; mx.example.com\n\n"
            . "Final-Recipient: rfc822; $recipient\nAction: $action\n"
            . 'Status: ' . ($more{status} // '2.0.0') . "\n",
        %more
    );
}

# ---- it arrives: Postfix says so, by its own reports
my ($number, $notice) = $desk->opens($kari, 'Bicycle', $anna);
$olga->reads_all;
$anna->answers($notice, "/take\n/cc there\@example.com\n\nOn Tuesday.");
my $reply = $kari->gets(qr/^Re: Bicycle/);
$desk->settled;
is(state_of($number, 'kari@example.com'), 'relayed', 'it was passed on');
is(state_of($number, 'there@example.com'), 'delivered',
    'to the other one it is delivered');
my ($told) = grep { $_->{fate} =~ /there/ } $desk->why('Successful Mail');
is($told->{kind}, 'bounce', 'a report came in');
like($told->{fate}, qr/about #$number: the mail to there\@example\.com arrived/,
    'and so says the ledger');
$anna->gets_nothing('nobody is told of what is well');
my (undef, $out) = $desk->postern('ticket', 'show', $number);
like($out, qr/-> delivered 2027-03-01 .*there\@/, 'ticket show has it');
my ($ack) = grep { $_->{template} eq 'ack' } @{ $desk->ticket($number)->{sent} };
is($ack->{delivery}{state}, 'handed_over',
    'nobody asks for reports of an acknowledgement that arrives');

# ---- /show says it, too, and no customer hears of it
$anna->answers($notice, '/show');
my $shown = $anna->gets(qr/^#$number /, 'the request');
like($shown->text, qr/Delivered to there\@example\.com on 1 Mar/,
    '/show says that it was delivered');
unlike(join('', map { $_->text } $kari->letters), qr/elivered/,
    'Kari reads nothing of it');

# ---- it is read: as Thunderbird answers
my $asked = secret_in($reply, 'Disposition-Notification-To');
is($asked, secret_in($reply, 'Return-Path'),
    'the reply asks for a receipt at its return path');
my $mdn = sub {
    my (%m) = @_;
    report(
        kind    => 'disposition-notification',
        from    => 'Kari Nordmann <kari@example.com>',
        to      => $asked,
        subject => 'Return Receipt (displayed) - Re: Bicycle',
        text    => "This is a Return Receipt for the mail that you sent to\n"
            . 'kari@example.com.',
        fields => "Reporting-UA: example.com; Mozilla/5.0 Thunderbird/115.0\n"
            . "Final-Recipient: rfc822;kari\@example.com\n"
            . 'Original-Message-ID: ' . $reply->message_id . "\n"
            . "Disposition: manual-action/MDN-sent-manually; displayed\n",
        %m
    );
};

# ... but first somebody to whom Kari passed it on, with her address in From and
# without, and Mallory, who has seen nothing but the Message-ID
$mdn->(from => 'Per Hansen <per@example.com>',
    fields => "Final-Recipient: rfc822;per\@example.com\n"
        . "Disposition: automatic-action/MDN-sent-automatically; displayed\n");
is(state_of($number, 'kari@example.com'), 'relayed',
    'a receipt of somebody else changes nothing');
$mdn->(from => 'Mallory <mallory@example.net>', to => 'support@example.org',
    fields => "Final-Recipient: rfc822;mallory\@example.net\n"
        . 'Original-Message-ID: ' . $reply->message_id . "\n"
        . "Disposition: automatic-action/MDN-sent-automatically; deleted\n");
is(state_of($number, 'kari@example.com'), 'relayed',
    'nor one without the address');
my $articles = () = grep { $_->{kind} eq 'article' }
    @{ $desk->ticket($number)->{entries} };
$mdn->();
is(state_of($number, 'kari@example.com'), 'read', 'it is read');
is(scalar(grep { $_->{kind} eq 'article' }
            @{ $desk->ticket($number)->{entries} }),
    $articles, 'and a receipt is no message of hers');
$mdn->(subject => 'Not read: Re: Bicycle',
    fields => "Final-Recipient: rfc822;kari\@example.com\n"
        . "Disposition: automatic-action/MDN-sent-automatically; deleted\n");
is(state_of($number, 'kari@example.com'), 'read',
    'what was read stays read when it is deleted');

# ---- Outlook's words, without a report, from one who deletes it
my $lars = $desk->customer('Lars Dahl <lars@example.com>');
my ($second, $about) = $desk->opens($lars, 'Lamp', $anna);
$anna->answers($about, 'Which lamp?');
my $lamp = $lars->gets(qr/^Re: Lamp/);
$desk->settled;
$desk->submit(
    Letter->compose(from => 'Lars Dahl <lars@example.com>',
        to      => secret_in($lamp, 'Disposition-Notification-To'),
        subject => 'Not read: Lamp',
        text    => "Your message\n\n    To: Lars Dahl\n    Subject: Lamp\n\n"
            . "was deleted without being read on 01/03/2027 10:00.\n"),
    from => '', to => [ secret_in($lamp, 'Disposition-Notification-To') ]);
$desk->settled;
is(state_of($second, 'lars@example.com'), 'deleted', 'it is deleted unread');

# ---- who wants no automatic mail is not asked
$lars->answers($lamp, '/ack off');
$desk->settled;
$lars->answers($lamp, 'The blue one.');
my $blue = $anna->gets(sub { $_[0]->text =~ /The blue one/ }, 'his answer');
like($blue->text, qr/Deleted by lars\@example\.com/,
    'a notification says what became of the reply before it');
$anna->answers($blue, 'It is on its way.');
my $way = $lars->gets(sub { $_[0]->text =~ /on its way/ }, 'the reply');
is($way->raw('Disposition-Notification-To'), undef,
    'who turned acknowledgements off is asked for no receipt');

# ---- forged reports
my $verp = secret_in($way, 'Return-Path');
$desk->settled;
is(state_of($second, 'lars@example.com'), 'relayed', 'it was passed on');
my ($envid) = $verp =~ /\+(b-\w+)@/;
dsn('support@example.org', 'lars@example.com', 'delivered', envid => $envid);
is(state_of($second, 'lars@example.com'), 'delivered',
    'and arrived, says a report that has the name of its envelope');
dsn($verp, 'kari@example.com', 'delayed', status => '4.4.1');
dsn($verp, 'lars@example.com', 'delayed', status => '4.4.1');
is(state_of($second, 'lars@example.com'), 'delivered',
    'a delay after it arrived, or of another, is none');
dsn('support@example.org', 'lars@example.com', 'failed', status => '5.1.1');
dsn('support@example.org', 'lars@example.com', 'failed', status => '5.1.1',
    returned => "Message-ID: <made-up\@example.org>\n");
dsn($verp =~ s/(b-.)../${1}aa/r, 'lars@example.com', 'failed',
    status => '5.1.1');
is(state_of($second, 'lars@example.com'), 'delivered',
    'nor is a failure that proves nothing');

is($desk->status->{held}, 3, 'reports about nothing are put aside');

# ---- of a request that became part of another
my ($part, $helmet) = $desk->opens($kari, 'Helmet', $anna);
$anna->answers($helmet, 'Which size?');
my $size = $kari->gets(qr/^Re: Helmet/);
$desk->settled;
$anna->answers($helmet, "/merge #$number all");
$desk->settled;
is($desk->ticket($part)->{merged_into}, $number, 'it is part of another');
dsn(secret_in($size, 'Return-Path'), 'kari@example.com', 'delivered',
    returned => 'Message-ID: ' . $size->message_id . "\n");
is(state_of($number, 'kari@example.com'), 'delivered',
    'a report finds the reply where it is now');

# ---- many reports of one mail
$anna->reads_all;
dsn($verp, 'lars@example.com', 'delivered') for 1 .. 20;
dsn($verp, 'lars@example.com', 'failed', status => '5.2.2') for 1 .. 20;
my @told = grep { $_->subject =~ /not delivered/ } $anna->unread;
is(scalar @told, 1, 'many reports of a failure tell once');
is(state_of($second, 'lars@example.com'), 'delivered',
    'and without the mail that came back they prove nothing');
dsn($verp, 'lars@example.com', 'failed', status => '5.2.2',
    returned => 'Message-ID: ' . $way->message_id . "\n",
    fields => "Reporting-MTA: dns; mx.example.com\n\n"
        . "Final-Recipient: rfc822; lars\@example.com\nAction: failed\n"
        . "Status: 5.2.2\nDiagnostic-Code: smtp; 552 5.2.2 mailbox full\n");
is(state_of($second, 'lars@example.com'), 'bounced', 'with it they do');
is(reply_to($second, 'lars@example.com')->{delivery}{words},
    '552 5.2.2 mailbox full', 'and the words are the server\'s');

# ---- it comes back, by Postfix's own bounce
my $gone = $desk->customer('Gro Gone <gone@example.com>');
$anna->reads_all;
$gone->writes('support@example.org', 'Vase', 'Is it blue?');
my $vase = $anna->gets(sub { $_[0]->text =~ /Is it blue/ }, 'a question');
my $third = $desk->number_in($vase);
$anna->answers($vase, 'It is green.');
$desk->settled;
is(state_of($third, 'gone@example.com'), 'bounced', 'a reply that came back');
like(reply_to($third, 'gone@example.com')->{delivery}{words}, qr/5\.1\.1/,
    'with why');
$anna->reads_all;
$anna->answers($vase, '/list undelivered');
my $list = $anna->gets(qr/^2 open/, 'those not delivered');
like($list->text, qr/#$third  Vase.*NOT DELIVERED/s, '/list marks it');

# ---- it is put off: the server says 450
my $slow = $desk->customer('Siri Slow <slow@example.com>');
$slow->writes('support@example.org', 'Chair', 'Is it oak?');
my $chair = $anna->gets(sub { $_[0]->text =~ /Is it oak/ }, 'a question');
my $fourth = $desk->number_in($chair);
$anna->answers($chair, "/take\n\nIt is ash.");
$desk->wait_until(sub { state_of($fourth, 'slow@example.com') eq 'deferred' });
my $off = reply_to($fourth, 'slow@example.com')->{delivery};
is($off->{state}, 'deferred', 'it is put off');
like($off->{words}, qr/^450 4\.2\.0 .*come back later/, 'with the answer');
like($off->{at}, qr/^2027-03-01T/, 'since when');
ok($off->{next}, 'and when it is tried again');
$desk->{clock}->set($desk->now + 4 * 3600 + 60);
$desk->ring;
my $late = $anna->gets(qr/not delivered yet to slow\@example\.com/,
    'word that it is put off, after four hours');
like($late->text, qr/come back later/, 'with what the server says');
is(scalar(grep { $_->subject =~ /not delivered yet/ } $olga->letters),
    0, 'only whoever holds it is told');
done_testing();
