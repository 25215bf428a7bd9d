import type { IncomingMessage, ServerResponse } from 'node:http';
import { JsonObject, QueryService, SandboxService } from './aws-json';
import { ControlHandler } from './control-endpoint';
import { EmulatorClient } from './emulator-client';
import { AccessControl } from './iam/access-control';
import { RoleSessions } from './iam/role-sessions';
import { Provisioner } from './provisioner';
import { SandboxState } from './state';

/** What every part of the sandbox is given. */
export interface SandboxContext {
  readonly state: SandboxState;
  readonly emulator: EmulatorClient;
  /** Judges and records what is done with the roles that the sandbox hands out. */
  readonly access: Pick<AccessControl, 'admit' | 'admitToRegistry' | 'require' | 'note' | 'forgetPolicies'>;
  readonly sessions: Pick<RoleSessions, 'remember'>;
  /** The one AWS endpoint, for example `http://127.0.0.1:4566`. */
  readonly frontUrl: string;
  /** The emulator's own address; its ECR speaks the registry protocol there. */
  readonly emulatorUrl: string;
  readonly region: string;
  readonly accountId: string;
  /** DOCKER_HOST of the engine; absent when there is none. */
  readonly dockerHost?: string;
  /** Folders put in front of a build's PATH, for example the one that holds the AWS CLI. */
  readonly toolPaths: string[];
  /** One line for the sandbox's own log. */
  log(line: string): void;
}

/** Requests to load balancers: told by the Host header or the absolute address of a proxy request. */
export interface LoadBalancerDataPlane {
  /** Takes the request when its host is a load balancer's DNS name; answers false, and touches nothing, otherwise. */
  tryHandle(request: IncomingMessage, response: ServerResponse): boolean;
}

/** A change in a sandbox repository, as its post-receive hook tells it. */
export interface GitPush {
  /** OWNER/NAME */
  readonly repository: string;
  /** Full name of the reference, for example `refs/heads/main`. */
  readonly ref: string;
  /** Commit before the push; all zeros for a new reference. */
  readonly before: string;
  /** Commit after the push; all zeros for a deleted reference. */
  readonly after: string;
}

/** A self-contained part of the sandbox: services with their state, answered in the front's process. */
export interface SandboxPart {
  /** For the status and the log. */
  readonly name: string;
  readonly services?: SandboxService[];
  readonly queryServices?: QueryService[];
  readonly provisioners?: Provisioner[];
  readonly loadBalancers?: LoadBalancerDataPlane;
  /** Endpoints of the sandbox's own, by method and path, for example `GET /_sandbox/github/token`. */
  readonly controls?: Record<string, ControlHandler>;
  /** Called once the front listens: take up what the state says was running. */
  start?(): Promise<void>;
  /** Called at shutdown. */
  stop?(): Promise<void>;
  /** Told of every push to a sandbox repository. Answers what was started. */
  onGitPush?(push: GitPush): Promise<JsonObject>;
  /** What the part adds to `GET /_sandbox/status`. */
  status?(): JsonObject;
}
