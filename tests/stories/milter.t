#!/usr/bin/perl
# Mail that comes in through Postfix: what is ours is taken once it is on disk,
# all else passes untouched.
use strict;
use warnings;
use Desk;
use SpoolView;
use Test::More;
use Time::HiRes qw(sleep);

my $desk = Desk->start(
    run            => 0,
    users          => ['kept@example.org'],
    extra_mailhost => [
        'SERVED=support@example.org gone@example.com',
        # listed in postern.conf: seen before Postfix expands it; not listed:
        # Postern cannot know
        'ALIASES=info@example.org=support@example.org '
            . 'unlisted@example.org=support@example.org',
    ],
    config => {
        'queue support' => { aliases => 'info@example.org' },
        # kept@ has a mailbox of its own as well
        'queue kept' => { address => 'kept@example.org', name => 'Kept',
            keep => 'yes' },
    });
my $state = "$desk->{dir}/etc/state";
my $pid   = $desk->run('milter');
$desk->wait_until(sub { $desk->milter_is_open }) or die $desk->log_text;
my $per  = $desk->customer('Per Hansen <per@example.com>');
my $box  = $desk->customer('Kept <kept@example.org>');

my $seen = 0;
my $new  = sub {
    my @all = SpoolView::entries($state);
    my @new = @all[ $seen .. $#all ];
    $seen = @all;
    return @new;
};
my $octets = sub {
    my ($subject, %more) = @_;
    return Letter->compose(from => 'Kari Nordmann <kari@example.com>',
        to => 'support@example.org', subject => $subject, text => "Hello.\n",
        %more);
};
my $send = sub {
    my ($subject, $from, @to) = @_;
    return $desk->submit($octets->($subject), from => $from, to => \@to);
};

# ---- all ours
for my $to ('support@example.org', 'SUPPORT+Word@Example.ORG',
    'support+o-gezdgnbvgy3tqojq@example.org')
{
    my $answer = $send->("To $to", 'kari@example.com', $to);
    my ($id) = $answer =~ /queued as (\w+)/;
    my @entries = $new->();
    is(scalar @entries, 1, "$to: on disk when Postfix says 250");
    is(lc $entries[0]{recipients}[0], lc $to, 'with its plus-part');
    is($entries[0]{mta_id}, $id, 'and Postfix\'s queue id');
    like($entries[0]{raw}, qr/^Subject: To /m, 'and its text');
}
ok($desk->wait_until(sub { $desk->postfix_empty }), "Postfix is done");
is(scalar(() = glob "$desk->{mailhost}/d/mail/example.org/support/*/*"), 0,
    'Postfix delivers none of it');

# ---- ours and others
my $before = $octets->('Mixed', headers => [ 'X-Long' => 'a' x 500 ]);
$desk->submit($before, from => 'kari@example.com',
    to => [ 'per@example.com', 'support@example.org', 'kept@example.org' ]);
my @entries = $new->();
is(scalar @entries, 1, 'one entry');
is(join(' ', sort @{ $entries[0]{recipients} }),
    'kept@example.org support@example.org', 'for our two recipients');
my $got = $per->gets(qr/^Mixed/, 'the other recipient\'s copy');
my $kept = $box->gets(qr/^Mixed/, 'keep = yes: the mailbox\'s copy');
my $sent = $before =~ s/\r\n/\n/gr;
for my $copy ($got, $kept) {
    like($copy->{octets} =~ s/\r\n/\n/gr, qr/\Q$sent\E\z/,
        'octet for octet as it was sent');
}
is($entries[0]{raw}, $before, 'and so is ours');

# ---- none ours
$send->('Not ours', 'kari@example.com', 'per@example.com');
$per->gets(qr/^Not ours/, 'mail for others passes');
is(scalar $new->(), 0, 'and leaves nothing here');

# ---- aliases: recipients are seen before Postfix expands them
$send->('By alias', 'kari@example.com', 'info@example.org');
is(join(' ', map { @{ $_->{recipients} } } $new->()), 'info@example.org',
    'an alias that postern.conf lists is ours');
$send->('Unlisted', 'kari@example.com', 'unlisted@example.org');
is(scalar $new->(), 0, 'one that it does not list is not: it must be listed');

# ---- who logged in
$desk->submit($octets->('Logged in'), from => 'anna@example.org',
    to => ['support@example.org'], user => 'anna@example.org',
    password => 'secret');
is(($new->())[0]{login}, 'anna@example.org', 'the SASL login comes along');
$desk->submit($octets->('From afar'), from => 'kari@example.com',
    to => ['support@example.org'], client => '198.51.100.7');
my ($afar) = $new->();
is($afar->{client}, '198.51.100.7', 'the client\'s address');
is($afar->{login}, undef, 'and no login');

# ---- large and odd
my $large = $octets->('Large', attach => {
    'a.bin' => [ 'application/octet-stream', 'x' x 2_000_000 ] });
$desk->submit($large, from => 'kari@example.com',
    to => ['support@example.org']);
my ($entry) = $new->();
ok($entry->{in_file}, 'a large one stands in a file');
is($entry->{raw}, $large, 'octet for octet');
my $folded = "Subject: a\r\n\tb\r\n   c\r\nX-None:\r\nX-Blank: \r\n"
    . "x-CASE:  two\r\n\r\n..dot\r\n\r\n\r\n";
$desk->submit($folded, from => '', to => ['support@example.org']);
($entry) = $new->();
like($entry->{raw}, qr/\ASubject: a\r\n\tb\r\n   c\r\n/, 'folds are kept');
like($entry->{raw}, qr/^X-None:\r\n/m, 'an empty field');
like($entry->{raw}, qr/^x-CASE:  two\r\n/m, 'blanks and case');
like($entry->{raw}, qr/\r\n\r\n\.\.dot\r\n\r\n\r\n\z/, 'the body');
is($entry->{sender}, '', 'the null sender');

# ---- Postfix's own bounce, and sendmail(1) on the mail host
$send->('Will bounce', 'support+b-abc@example.org', 'gone@example.com');
my @bounce;
ok($desk->wait_until(sub { @bounce = $new->() }), 'the bounce comes in');
is($bounce[0]{sender}, '', 'with the null sender');
is("@{ $bounce[0]{recipients} }", 'support+b-abc@example.org', 'for us');
like($bounce[0]{raw}, qr/multipart\/report/, 'and it is a report');
$desk->capture(\$octets->('By sendmail'), '/usr/sbin/sendmail', '-C',
    "$desk->{mailhost}/p/etc", '-f', 'cron@example.com',
    'Support+cron@example.org', 'per@example.com');
my @local;
ok($desk->wait_until(sub { @local = $new->() }), 'sendmail\'s comes in');
is($local[0]{sender}, 'cron@example.com', 'with its sender');
$per->gets(qr/^By sendmail/, 'and reaches the other recipient');

# ---- a spool that is sick: ours is put off, nothing else
my %answer;
my $ask = sub {
    my $smtp = Smtp->new(port => $desk->{ports}{SMTP});
    %answer = ();
    my $code = $smtp->mail($octets->('Sick'), from => 'kari@example.com',
        to => [ 'support@example.org', 'per@example.com' ],
        each => sub { $answer{ $_[0] } = $_[2] });
    $smtp->quit;
    return $code;
};
rename "$state/spool/spool.db", "$state/spool/spool.away";
sleep 1.1;
is($ask->(), 250, 'the others\' message is taken');
like($answer{'support@example.org'}, qr/^451 4\.3\.0 .*try later/,
    'ours is put off, with words');
like($answer{'per@example.com'}, qr/^250 /, 'nobody else is');
$per->gets(qr/^Sick/, 'and it arrives');
like($desk->log_text, qr/put off with 451: .*spool\.db was moved/,
    'the log says what is wrong');
rename "$state/spool/spool.away", "$state/spool/spool.db";
sleep 1.1;
is($ask->(), 250, 'mended');
like($answer{'support@example.org'}, qr/^250 /, 'ours is taken again');
is(scalar $new->(), 1, 'and in the spool');

# ---- Postern down: Postfix puts off, nothing is lost
$desk->stop;
my $code = eval { $ask->() } // $@;
like($code, qr/4\d\d/, "while Postern is down: $code");
is(scalar $new->(), 0, 'nothing was taken');

done_testing();
