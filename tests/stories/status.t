#!/usr/bin/perl
# Where a request stands: answered, resolved, thanked for, open again; what may be
# set, and by whom; and how its history is told.
use strict;
use warnings;
use utf8;
use Desk;
use Test::More;

my $moves = Desk::has_test_clock();
my $desk  = Desk->start($moves ? (clock => '2026-11-23 10:00 UTC') : ());
my $kari  = $desk->customer('Kari Nordmann <kari@example.com>');
my $anna  = $desk->operator('anna');
my $olga  = $desk->operator('olga');
my ($number, $notice) = $desk->opens($kari, 'Status', $anna);

sub stands {
    my ($status, $what) = @_;
    $desk->settled;
    return is($desk->field($number, 'status'), $status, $what);
}

# ---- an answer, and thanks for it
stands('new', 'a new request');
$anna->answers($notice, 'Please restart it.');
my $reply = $kari->gets(qr/^Re: Status/, 'an answer');
stands('answered', 'which is answered then');
$kari->answers($reply, "Thank you so much, Anna!\n\nSent from my iPhone");
my $thanks = $anna->gets(qr/^#$number /, 'the thanks');
like($thanks->text, qr/Only thanks: this request stays as it is/, 'as such');
like($thanks->text, qr/Thank you so much/, 'in her words');
stands('answered', 'nothing is to be done about it');
$olga->reads_all;

# ---- thanks, and more
$kari->answers($reply, 'Thanks, but it still fails.');
$notice = $anna->gets(qr/^#$number /, 'what is more than thanks');
unlike($notice->text, qr/Only thanks/, 'and is not called that');
stands('in-progress', 'is work again');
$anna->answers($notice, "There is a new part now.\n\n/close");
$reply = $kari->gets(qr/^Re: Status/, 'the last answer');
stands('resolved', 'which closes it');
$kari->answers($reply, 'Tusen takk for hjelpen! 👍');
$anna->gets(qr/^#$number /, 'thanks in Norwegian');
stands('resolved', 'which open nothing again');
$kari->answers($reply, 'It broke again.');
$notice = $anna->gets(qr/^#$number /, 'news');
stands('in-progress', 'which do');

# ---- its history
$anna->answers($notice, "/show full");
my $show = $anna->gets(qr/^#$number /, 'all of it');
like($show->text, qr/What changed:/, 'with what changed');
like($show->text, qr/status: new -> answered\s+\(Anna\s+\w+,\s+reply\)/,
    'by whom, and why');
like($show->text, qr/status: in progress -> resolved\s+\(Anna\s+\w+,\s+\/close\)/,
    'each time');
like($show->text,
    qr/status: resolved -> in\s+progress\s+\(kari\@example\.com,\s+customer\s+wrote\)/,
    'by the customer as well');
like($show->text, qr/How long it was where:/, 'and how long it was where');
my ($t) = $desk->json('ticket', 'show', $number);
is( join(' ', map { $_->{new} } grep { $_->{field} eq 'status' }
            @{ $t->{changes} }),
    'answered in-progress resolved in-progress',
    'as JSON: changes'
);
my ($closed) = grep { $_->{new} eq 'resolved' } @{ $t->{changes} };
is("$closed->{by} $closed->{actor} $closed->{cause}",
    'operator anna /close', 'with who and why');
is($closed->{reason}, undef, 'no reason was given');
is(join(' ', map { $_->{stage} } @{ $t->{stays} }),
    'classification answered work resolved work', 'as JSON: stays');
is((grep { !defined $_->{to} } @{ $t->{stays} }), 1, 'of which one is open');
ok(!(grep { $_->{wall_ms} < $_->{work_ms} } @{ $t->{stays} }),
    'none is longer in working hours than by the clock');
my (undef, $why) = $desk->postern('why', "#$number");
like($why, qr/What changed\n.*status: new -> answered  \(Anna \w+, reply\)/s,
    'postern why tells it');
like($why, qr/How long\n(?:.*\n)* +answered /, 'and how long');

# ---- what time does
SKIP: {
    skip 'the clock cannot be moved', 4 if !$moves;
    $anna->answers($notice, 'Once more.');
    $kari->gets(qr/^Re: Status/, 'an answer that nobody answers');
    stands('answered', 'waits');
    $desk->later('8d');
    stands('resolved', 'and is resolved after a week');
    $desk->later('8d');
    stands('closed', 'and closed after another');
}

# ---- statuses of one's own
$desk->stop;
$desk->write_config({
    'status fresh' => { stage => 'classification', next => 'busy' },
    'status busy'  => {
        stage         => 'work',
        title         => 'in hand',
        'title.nb'    => 'i arbeid',
        public        => 'being looked at',
        'public.nb'   => 'under behandling',
        next          => 'solved by lead'
    },
    'status told'   => { stage => 'answered', 'public.nb' => 'besvart' },
    'status solved' => { stage => 'resolved' },
    'status over'   => { stage => 'closed' },
    'status junk'   => { stage => 'spam' },
    'queue support' => { undo  => '0s', language => 'nb' },
    'operator olga' => { roles => 'operator, lead' },
});
$desk->run;
$_->reads_all for $kari, $anna, $olga;
($number, $notice) = $desk->opens($kari, 'Mine', $anna);
$anna->answers($notice, '/close');
like($anna->gets(qr/^#$number not sent/, 'her text back')->text,
    qr{/close +<- from "fresh" you can set it to: busy}, 'with what is possible');
$anna->answers($notice, '/status i arbeid');
stands('busy', 'it may be set by its name in another language');
$anna->answers($notice, "That is all.\n/close");
like($anna->gets(qr/^#$number not sent/, 'her text back')->text,
    qr{from "in hand" you can set it to nothing else}, 'only a lead closes');
$olga->answers($olga->gets(qr/^#$number /), '/close');
stands('solved', 'as this one is');

done_testing();
