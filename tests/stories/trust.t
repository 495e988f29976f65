#!/usr/bin/perl
# Who somebody is: trusted Authentication-Results, and a login at submission.
use strict;
use warnings;
use Desk;
use Test::More;

my $desk = Desk->start(
    config => {
        site => {
            authserv_id    => 'mx.example.org',
            trusted_relays => '127.0.0.1',
        },
        'operator anna' => { sasl_login => 'anna@example.org' },
    });
my $kari    = $desk->customer('Kari Nordmann <kari@example.com>');
my $mallory = $desk->customer('Mallory <mallory@example.net>');
my $anna    = $desk->operator('anna');
my $tom     = $desk->operator('tom');

# What a trusted mail host wrote on top of a message
sub passed {
    my ($domain) = @_;
    return ('Authentication-Results' =>
            "mx.example.org; dmarc=pass header.from=$domain");
}
sub failed {
    my ($domain) = @_;
    return ('Authentication-Results' =>
            "mx.example.org; dmarc=fail header.from=$domain");
}

# Only who is proved finds her own subject in what the desk answers by itself
$kari->writes('support@example.org', 'Trust', 'Please help.',
    headers => [ passed('example.com') ]);
my $number = $desk->number_in($kari->gets(qr/^Trust \[#/));
my $notice = $anna->gets(qr/^#$number Trust/);

# ---- where results are trusted, an answer needs them
$anna->answers($notice, 'Without any proof.');
my $held = $anna->gets(qr/^#$number .*on hold/i, 'a question about her answer');
$kari->gets_nothing('nothing that lacks proof');
$anna->answers($held, '/send', headers => [ passed('example.org') ]);
$kari->gets(qr/^Re: Trust/, 'it after a /send with proof');

$anna->reads_all;
my $ack = ($kari->letters)[0];
$kari->answers($ack, 'Next.', headers => [ passed('example.com') ]);
$notice = $anna->gets(qr/^#$number /);
$anna->answers($notice, 'With proof.', headers => [ passed('example.org') ]);
$kari->gets(qr/^Re: Trust/, 'an answer with dmarc=pass');

# ---- a login at submission is proof as well
$kari->answers($ack, 'Third.');
$notice = $anna->gets(qr/^#$number /);
$anna->answers($notice, 'By my login.', login => 1);
$kari->gets(qr/^Re: Trust/, 'an answer that Anna submitted with her login');

# ---- but not somebody else's login
$kari->answers($ack, 'Fourth.');
$notice = $anna->gets(qr/^#$number /);
$desk->submit(
    Letter->compose(
        from    => $anna->mailbox,
        to      => $notice->raw('Reply-To'),
        subject => 'Re: ' . $notice->subject,
        text    => "By Tom's login.\n",
        in_reply_to => $notice->message_id
    ),
    from     => 'anna@example.org',
    to       => [ $notice->address('Reply-To') ],
    user     => 'tom@example.org',
    password => 'secret'
);
$kari->gets_nothing('nothing by somebody else\'s login');

# ---- results that say no
$anna->reads_all;
$anna->answers($notice, 'Forged?', headers => [ failed('example.org') ]);
$kari->gets_nothing('nothing with dmarc=fail');

# ---- results by a host that is not ours, or below the topmost
$anna->answers($notice, 'Self-made results.',
    headers => [ 'Authentication-Results' =>
            'mx.example.net; dmarc=pass header.from=example.org' ]);
$kari->gets_nothing('nothing with results of an unknown host');
$anna->answers($notice, 'Results below others.',
    headers => [ failed('example.org'), passed('example.org') ]);
$kari->gets_nothing('nothing with results below the topmost');
$anna->answers($notice, 'SPF alone.',
    headers => [ 'Authentication-Results' =>
            'mx.example.org; spf=pass smtp.mailfrom=example.org' ]);
$kari->gets_nothing('nothing with SPF alone');
$anna->answers($notice, 'Another domain passed.',
    headers => [ passed('example.net') ]);
$kari->gets_nothing('nothing with a pass for another domain');

# ---- why tells it
my ($row) = $desk->why("#$number");
ok($row->{trust}, "the ledger says who it was: $row->{trust}");

done_testing();
