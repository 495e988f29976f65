#!/usr/bin/perl
# Who gets the answers: Cc of a first letter whose author is proved, /cc, and
# nobody else.
use strict;
use warnings;
use Desk;
use Test::More;

my $desk = Desk->start(
    users  => ['boss@example.com', 'friend@example.com'],
    config => { site => { authserv_id => 'mx.example.org' } });
my @proved = (headers => [ 'Authentication-Results' =>
        'mx.example.org; dmarc=pass header.from=example.com' ]);
my $kari   = $desk->customer('Kari Nordmann <kari@example.com>');
my $boss   = $desk->customer('Bo Boss <boss@example.com>');
my $friend = $desk->customer('Fred Friend <friend@example.com>');
my $per    = $desk->customer('Per Hansen <per@example.com>');
my $anna   = $desk->operator('anna');

# Anna's, which the mail host has proved too
sub answers {
    return $anna->answers(@_, headers => [ 'Authentication-Results' =>
            'mx.example.org; dmarc=pass header.from=example.org' ]);
}

$kari->writes(
    'support@example.org', 'Two of us', 'Bo sees it too.',
    cc => 'Bo Boss <boss@example.com>', @proved
);
my $copy = $boss->gets(qr/^Two of us$/, 'the letter, from Kari\'s own client');
my $notice = $anna->gets(qr/^#\d+ Two of us/);
my $number = $desk->number_in($notice);

answers($notice, 'Answer for both.');
$kari->gets(qr/^Re: Two of us/);
my $reply = $boss->gets(qr/^Re: Two of us/);
like($reply->text, qr/Answer for both/, 'Cc of the first letter gets replies');

$boss->answers($reply, 'I agree with Kari.', all => 1);
my $more = $anna->gets(qr/^#$number /, 'what the one in Cc writes');
like($more->text, qr/I agree/, 'and he is a participant');

# ---- an address that only stands in an answer's header is nobody
$kari->answers($reply, 'My friend reads along.', cc => 'friend@example.com');
$friend->gets(qr/Two of us/, 'Kari\'s own mail');
my $third = $anna->gets(qr/^#$number /);
answers($third, 'Not for friends.');
$kari->gets(qr/^Re: Two of us/);
$friend->gets_nothing('nothing of the desk');

# ---- the operator puts somebody in Cc by herself
$kari->answers($reply, 'Next question.');
answers($anna->gets(qr/^#$number /), 'For Per as well.',
    cc => 'per@example.com');
$per->gets(qr/Two of us/, 'Anna\'s own mail');
$anna->gets(qr/#$number/, 'word that he got her text');

# ---- /cc and /uncc
$kari->answers($reply, 'And another.');
answers($anna->gets(qr/^#$number /),
    "/cc friend\@example.com\n/uncc boss\@example.com\n\nNow with Fred.");
$kari->reads_all;
$friend->gets(qr/^Re: Two of us/, 'the reply after /cc');
$boss->reads_all;
$kari->answers($reply, 'Last one.');
answers($anna->gets(qr/^#$number .*Two of us/), 'Without Bo.');
$friend->gets(qr/^Re: Two of us/, 'the next reply too');
$boss->gets_nothing('nothing after /uncc');

# ---- Cc of a first letter that anybody can have sent
$per->writes('support@example.org', 'Quite new', 'Fred shall see it.',
    cc => 'friend@example.com', headers => []);
$friend->gets(qr/^Quite new$/, 'the letter, from Per\'s own client');
my $new = $anna->gets(qr/^#\d+ Quite new/);
like($new->text, qr{/cc friend\@example\.com}, 'he is proposed to Anna');
answers($new, 'Only for Per.');
$per->gets(qr/^Re: Quite new/);
$friend->gets_nothing('nothing of the desk, as nobody has added him');
# his own subject is not repeated to whoever this may be
$per->answers($per->gets(qr/^Your message.*\[#/, 'his tag'), 'More.');
answers($anna->gets(qr/^#\d+ Quite new/),
    "/cc friend\@example.com\n\nFor both.");
$friend->gets(qr/^Re: Quite new/, 'the reply after /cc');

done_testing();
