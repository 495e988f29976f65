#!/usr/bin/perl
# What explain says of a message is what becomes of it; it changes nothing, and
# waits for nobody who writes. CORPORA=DIR: all .eml files below it as well.
use strict;
use warnings;
use Desk;
use File::Find;
use FindBin;
use Letter;
use Test::More;
use Time::HiRes qw(time);

use constant WAIT => 4;    # seconds: less than explain would wait for a lock

my $desk = Desk->start(
    config => { site => { flood_per_minute => 100_000 } });
my $kari = $desk->customer('Kari Nordmann <kari@example.com>');
my $anna = $desk->operator('anna');
my $file = "$desk->{dir}/message";

sub explained {
    my ($octets, @envelope) = @_;
    open my $out, '>:raw', $file or die "$file: $!\n";
    print $out $octets;
    close $out;
    my ($said) = eval { $desk->json('explain', @envelope, $file) };
    diag($@) if $@;
    return $said;
}

# ---- what others wrote is no new text, in whatever way it is quoted
my ($number, $notice) = $desk->opens($kari, 'Printer', $anna);
my $advice = 'Please pull the plug out of the wall, wait for ten seconds, and '
    . 'then put it back again.';
$anna->answers($notice, $advice);
my $reply = $kari->gets(qr/^Re: Printer/);

my %thanks = (
    from        => 'Kari Nordmann <kari@example.com>',
    to          => 'support@example.org',
    subject     => $reply->subject,
    in_reply_to => $reply->message_id,
);
my $copied = Letter->compose(%thanks, text => "Now it works.\n\n$advice\n");
my $plan = explained($copied, '-f', 'kari@example.com')->{plan};
my ($entry) = grep { $_->{do} eq 'entry' && $_->{kind} eq 'article' } @$plan;
is($entry->{text}, 'Now it works.', 'a copy without marks is history');

# ---- beside a store that is locked
{
    my $pid = open my $in, '|-', 'sqlite3', "$desk->{dir}/etc/state/store.db"
        or die "sqlite3: $!\n";
    $in->autoflush(1);
    print $in ".timeout 5000\nBEGIN IMMEDIATE;\n"
        . "UPDATE ticket SET subject = 'locked';\n";
    $desk->wait_until(sub {
        my ($code) = $desk->capture('sqlite3', "$desk->{dir}/etc/state/store.db",
            'BEGIN IMMEDIATE; ROLLBACK;');
        return $code != 0;
    });
    my $start = time;
    my $said = explained($copied, '-f', 'kari@example.com');
    cmp_ok(time - $start, '<', WAIT, 'explain does not wait for a writer');
    # time has gone by since
    delete $_->{work_ms} for @{$said->{plan}}, @$plan;
    is_deeply($said->{plan}, $plan, 'and says the same');
    print $in "ROLLBACK;\n";
    close $in;
}

# ---- and it becomes true
my $count = 0;

# The ledger's row says of new tickets which they became.
sub same {
    my ($name, $octets, $sender, @to) = @_;
    my $id = sprintf 'explained.%d@example.com', ++$count;
    $octets =~ s/^From .*\r?\n//;
    my ($head, $body) = split /(?<=\n)(?=\r?\n)/, $octets, 2;
    $head =~ s/^Message-ID:.*\r?\n(?:[ \t].*\r?\n)*//gmi;
    $octets = "Message-ID: <$id>\r\n$head" . ($body // '');

    my $said = explained($octets, '-f', $sender, map { ('-t', $_) } @to)
        or return fail("$name: explained");
    my ($code, undef, $words) =
        $desk->postern(\$octets, 'deliver', '-f', $sender, @to);
    return fail("$name: delivered: $words") if $code;
    my ($key) = $words =~ /accepted (\w{32})/;
    my ($row, $new);
    $desk->wait_until(sub { ($row) = $desk->why($key) })
        or return fail("$name: decided");
    $new = $row->{ticket} // 0;
    my ($fate) = grep { $_->{do} eq 'fate' } @{ $said->{plan} };
    my @details = map { [ $_->{field}, $_->{words} ] }
        grep { $_->{do} eq 'detail' && $_->{field} !~ /^(?:trust|spam)$/ }
        @{ $said->{plan} };
    s/#\?/#$new/g for $fate->{words}, map { $_->[1] } @details;
    return is_deeply(
        [ $row->{fate_code}, $row->{fate},
            map { [ $_->{key}, $_->{words} ] } @{ $row->{detail} } ],
        [ $fate->{code}, $fate->{words}, @details ],
        $name
    );
}

my @support = ('support@example.org');
my $her = $notice->address('Reply-To');
my %hers = (from => 'Anna Larsen <anna@example.org>', to => $her,
    subject => $notice->subject, in_reply_to => $notice->message_id);

same('a customer\'s answer', $copied, 'kari@example.com', @support);
same('the same again', $copied =~ s/^Message-ID.*\n//mr, 'kari@example.com',
    @support);
same('a stranger with the tag',
    Letter->compose(from => 'per@example.com', to => $support[0],
        subject => $reply->subject, text => 'Same here.'),
    'per@example.com', @support);
for my $text ("Fine then.", "/note\nHe is angry.", "/wat", "/line 2 please\nSee there.",
    "/list", "/show", "/show #99999", "/cc", "/cc a\@b.example\nHello both.",
    "/take", "/spend 25m", "/priority high", "/watch", "/unwatch", "/undo",
    "/spam", "/ham", "/close", "/reopen", "/status waiting", "/return", "")
{
    my $words = $text =~ s/\n/ | /gr;
    same("an operator's \"$words\"", Letter->compose(%hers, text => $text),
        'anna@example.org', $her);
}
same("a customer's $_", Letter->compose(%thanks, text => $_),
    'kari@example.com', @support)
    for '/status', '/help', '/ack off', '/list', '/close';
same('a command without a request',
    Letter->compose(from => 'kari@example.com', to => $support[0],
        subject => 'x', text => '/list'),
    'kari@example.com', @support);

# ---- letters of others
my ($name, %letters);
open my $table, '<:raw', "$FindBin::Bin/../letters/kinds.txt" or die "kinds: $!\n";
while (<$table>) {
    $name = $1 if /^= (.*)/;
    $letters{$name} .= "$1\r\n" if /^\| ?(.*)/ && defined $name;
}
same($_, $letters{$_}, 'somebody@example.com', @support) for sort keys %letters;

my @files;
find(sub { push @files, $File::Find::name if /\.eml$/ }, $ENV{CORPORA})
    if $ENV{CORPORA};
for my $path (sort @files) {
    open my $in, '<:raw', $path or die "$path: $!\n";
    same($path, do { local $/; <$in> }, 'somebody@example.com', @support);
}

done_testing;
